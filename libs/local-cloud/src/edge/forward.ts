import { Agent, type IncomingMessage, type ServerResponse } from 'node:http';
import { Transform } from 'node:stream';
import { hasBody, requestHeaders, responseHeaders, type Viewer } from './headers.ts';
import { openUpstream } from './upstream.ts';

export type ForwardOptions = {
  /** `http://127.0.0.1:4002` */
  service: string;
  /** Path and query, normalised. */
  path: string;
  viewer: Viewer;
  maxBodyBytes: number;
  /** Silence of the service after which the answer is given up, as an ALB's idle timeout. */
  idleMs: number;
  onUnavailable(): void;
  onTooLarge(): void;
};

/**
 * Passes a request to a service and its answer back, both as streams: nothing is collected, so events of an
 * SSE stream leave as they come. When either side goes away, so does the other.
 */
export function createForward() {
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 32 });

  const forward = (req: IncomingMessage, res: ServerResponse, options: ForwardOptions): void => {
    const withBody = hasBody(req);
    const cancel = openUpstream({
      agent,
      url: options.service,
      path: options.path,
      method: req.method,
      headers: requestHeaders(req.headers, options.viewer),
      idleMs: options.idleMs,
      once: withBody,
      send: (upstream) => {
        if (!withBody) return void upstream.end();
        const limit = limited(options.maxBodyBytes).once('error', () => {
          cancel();
          options.onTooLarge();
        });
        req.pipe(limit).pipe(upstream);
      },
      onAnswer: (answer) => {
        res.writeHead(answer.statusCode ?? 502, responseHeaders(answer.headers, options.viewer.requestId));
        res.flushHeaders();
        answer.once('error', () => res.destroy());
        answer.pipe(res);
      },
      onError: options.onUnavailable,
    });
    res.once('close', () => {
      cancel();
      // Of a body whose answer came early the rest is still to come, before the next request of this connection.
      req.unpipe();
      req.resume();
    });
  };

  return { forward, close: () => agent.destroy() };
}

function limited(maxBytes: number): Transform {
  let passed = 0;
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      passed += chunk.length;
      if (passed > maxBytes) done(new Error('The body is too large.'));
      else done(null, chunk);
    },
  });
}
