import { once } from 'node:events';
import { createServer, request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Call = { method: string; url: string; headers: IncomingHttpHeaders; body: Buffer };
export type Answer = { status: number; headers: IncomingHttpHeaders; body: Buffer };
/** The client sees its connection break. */
export const cut = Symbol('cut');
/** Sees every call; may answer itself, wait, change, or break off. */
export type Interceptor = (call: Call, next: () => Promise<Answer>) => Promise<Answer | typeof cut>;
/** Sees every answer, also that of a long poll which began before it was installed; its caller waits for it. */
export type Listener = (call: Call, answer: Answer) => Promise<void>;

export type HttpProxy = Awaited<ReturnType<typeof startHttpProxy>>;

type Options = {
  target: string;
  /** Calls that end with their client, such as a long poll; all others arrive even when their caller is dead. */
  mayBeAbandoned?: (call: Call) => boolean;
  onExchange: (call: Call, answer: Answer | undefined) => void;
};

/**
 * A reverse proxy that takes a call in whole, passes it on, and gives the answer back: the place where a call can be
 * held, refused or lost. Signatures stay valid, because the Host header is passed on as it came.
 */
export async function startHttpProxy({ target, mayBeAbandoned = () => false, onExchange }: Options) {
  const { hostname, port } = new URL(target);
  const interceptors: Interceptor[] = [];
  const listeners: Listener[] = [];

  const server = createServer({ requestTimeout: 0, keepAliveTimeout: 60_000 }, async (incoming, response) => {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    let seen: Answer | undefined;
    try {
      const body = await bytesOf(incoming);
      const call: Call = {
        method: incoming.method ?? '',
        url: incoming.url ?? '',
        headers: incoming.headers,
        body,
      };
      const forward = async () => {
        const signal = mayBeAbandoned(call) ? gone.signal : undefined;
        seen = await pass({ hostname, port, call, ...(signal && { signal }) });
        for (const listen of [...listeners]) await listen(call, seen);
        return seen;
      };
      const chain = interceptors.reduceRight<() => Promise<Answer | typeof cut>>(
        (next, interceptor) => () => interceptor(call, next as () => Promise<Answer>),
        forward,
      );
      const answer = await chain();
      onExchange(call, answer === cut ? seen : answer);
      if (answer === cut || response.destroyed) return void response.destroy();
      response.writeHead(answer.status, cleaned(answer.headers)).end(answer.body);
    } catch {
      // The upstream is down or the client went away: either way the connection breaks.
      response.destroy();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** The newest interceptor comes last, next to the upstream. Answers with its removal. */
    use(interceptor: Interceptor): () => void {
      interceptors.push(interceptor);
      return () => void interceptors.splice(interceptors.indexOf(interceptor) >>> 0, 1);
    },
    listen(listener: Listener): () => void {
      listeners.push(listener);
      return () => void listeners.splice(listeners.indexOf(listener) >>> 0, 1);
    },
    heal(): void {
      interceptors.splice(0);
      listeners.splice(0);
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function bytesOf(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function pass({
  hostname,
  port,
  call,
  signal,
}: {
  hostname: string;
  port: string;
  call: Call;
  signal?: AbortSignal;
}): Promise<Answer> {
  const { method, url, body } = call;
  const headers = without(call.headers, 'expect', 'transfer-encoding');
  const sent = request({
    ...{ hostname, port, method, path: url, agent: false, ...(signal && { signal }) },
    headers: { ...headers, ...(body.byteLength > 0 && { 'content-length': body.byteLength }) },
  });
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: response.statusCode ?? 502, headers: response.headers, body: await bytesOf(response) };
}

const without = (headers: IncomingHttpHeaders, ...names: string[]): IncomingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
/** Without what was about the connection to the upstream. */
const cleaned = (headers: IncomingHttpHeaders) =>
  without(headers, 'connection', 'transfer-encoding', 'keep-alive');
