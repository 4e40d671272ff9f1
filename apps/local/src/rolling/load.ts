import { Agent, request } from 'node:http';

export type Call = {
  name: string;
  method: string;
  path: string;
  headers?: Record<string, string>;
  body?: string;
  /** Status of the answer when all is well; anything else counts as a failure. */
  expect: number;
};

/** Through the agent, so that connections are kept and reused as a browser or CloudFront does. */
function send(origin: string, agent: Agent, { method, path, headers, body }: Call): Promise<string> {
  return new Promise((resolve) => {
    const sent = request(origin + path, { agent, method, headers }, (response) => {
      response.resume();
      response.once('end', () => resolve(String(response.statusCode)));
      response.once('error', (error) => resolve(error.message));
    });
    sent.once('error', (error) => resolve(error.message));
    sent.end(body);
  });
}

/**
 * Sends requests at a steady rate, whether or not answers come: the calls in turn, `perSecond` of them.
 * `stop` waits for the answers that are still to come.
 */
export function startLoad(origin: string, calls: readonly Call[], perSecond: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const running = new Set<Promise<void>>();
  const failures: string[] = [];
  let sent = 0;
  const timer = setInterval(() => {
    const call = calls[sent++ % calls.length]!;
    const answered = send(origin, agent, call).then((outcome) => {
      if (outcome !== String(call.expect)) failures.push(`${call.name}: ${outcome}`);
      running.delete(answered);
    });
    running.add(answered);
  }, 1000 / perSecond);

  return {
    sent: () => sent,
    async stop() {
      clearInterval(timer);
      await Promise.all(running);
      agent.destroy();
      return { sent, failures };
    },
  };
}

/** A request whose body comes slowly: the head and a first byte now, the rest with `finish`. */
export function startSlow(origin: string, { method, path, headers, body = '' }: Call) {
  const sent = request(origin + path, {
    method,
    headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
  });
  const status = new Promise<string>((resolve) => {
    sent.once('response', (response) => {
      response.resume();
      response.once('end', () => resolve(String(response.statusCode)));
    });
    sent.once('error', (error) => resolve(error.message));
  });
  sent.write(body.slice(0, 1));
  return {
    finish: () => {
      sent.end(body.slice(1));
      return status;
    },
  };
}
