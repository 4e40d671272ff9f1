import {
  request,
  type Agent,
  type ClientRequest,
  type IncomingMessage,
  type OutgoingHttpHeaders,
} from 'node:http';

export type UpstreamOptions = {
  url: string;
  agent: Agent;
  method?: string;
  /** Replaces the path of `url`. */
  path?: string;
  headers: OutgoingHttpHeaders;
  /** Silence after which the request fails. */
  idleMs: number;
  /** Sends the request; may be called twice unless `once`. */
  send(upstream: ClientRequest): void;
  /** True when the request cannot be sent a second time (it has a body). */
  once: boolean;
  onAnswer(answer: IncomingMessage): void;
  onError(): void;
};

/**
 * One request to a server behind the edge; answers how to cancel it. Tried again if the server closed an idle
 * connection just as it was taken: nothing was wrong with either side.
 */
export function openUpstream(options: UpstreamOptions, isRetry = false): () => void {
  const { url, agent, method, path, headers, idleMs, send, once, onAnswer, onError } = options;
  const target = new URL(url);
  let cancelRetry: (() => void) | undefined;
  let cancelled = false;
  const upstream = request(target, {
    ...{ agent, method, headers, timeout: idleMs },
    path: path ?? target.pathname + target.search,
  });
  upstream.once('response', onAnswer);
  upstream.once('timeout', () => upstream.destroy(new Error('The server is silent.')));
  upstream.on('error', () => {
    if (cancelled) return;
    if (upstream.reusedSocket && !isRetry && !once) cancelRetry = openUpstream(options, true);
    else onError();
  });
  send(upstream);
  return () => {
    cancelled = true;
    cancelRetry?.();
    upstream.destroy();
  };
}
