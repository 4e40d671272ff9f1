import { setTimeout as delay } from 'node:timers/promises';
import { cut, type Call, type HttpProxy, type Interceptor } from './http-proxy.ts';

export type Match = (call: Call) => boolean;
type Proxy = Pick<HttpProxy, 'use'>;

/** A call that is stopped on its way: before it arrives, or when its answer is on the way back. */
export type Held = {
  /** Resolves with the call once it is held. */
  reached: Promise<Call>;
  /** Lets it go on. Whatever comes after it was never held. */
  release: () => void;
};

/** Holds the first call that matches; `skip` of them pass before. */
export function hold(proxy: Proxy, where: 'before' | 'after', match: Match, skip = 0): Held {
  const reached = Promise.withResolvers<Call>();
  const gate = Promise.withResolvers<void>();
  let toSkip = skip;
  const remove = proxy.use(async (call, next) => {
    if (!match(call) || toSkip-- > 0) return next();
    remove();
    if (where === 'before') {
      reached.resolve(call);
      await gate.promise;
      return next();
    }
    const answer = await next();
    reached.resolve(call);
    await gate.promise;
    return answer;
  });
  return {
    reached: reached.promise,
    release() {
      remove();
      gate.resolve();
    },
  };
}

/** Wraps what is done to a matching call; counts how often. `times` ends it. */
function meddle(proxy: Proxy, match: Match, times: number, act: Interceptor) {
  let count = 0;
  const remove = proxy.use((call, next) => {
    if (count >= times || !match(call)) return next();
    count += 1;
    return act(call, next);
  });
  return { count: () => count, remove };
}

/** Answers in the upstream's place; it never hears of the call. */
export const refuse = (proxy: Proxy, match: Match, status: number, times = Infinity, body = '') =>
  meddle(proxy, match, times, async () => ({
    status,
    headers: { 'content-type': body.startsWith('{') ? 'application/x-amz-json-1.0' : 'application/xml' },
    body: Buffer.from(body),
  }));

/** The call is done, and its caller never learns of it. */
export const loseAnswer = (proxy: Proxy, match: Match, times = Infinity) =>
  meddle(proxy, match, times, async (_, next) => {
    await next();
    return cut;
  });

/** The call never arrives. */
export const loseCall = (proxy: Proxy, match: Match, times = Infinity) =>
  meddle(proxy, match, times, async () => cut);

/** Every matching call takes so much longer. */
export const slow = (proxy: Proxy, match: Match, milliseconds: number) =>
  meddle(proxy, match, Infinity, async (_, next) => {
    await delay(milliseconds);
    return next();
  });

/** The action of an SQS or SNS call, such as `DeleteMessage`. */
export function actionOf({ headers, body }: Call): string {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return target.slice(target.lastIndexOf('.') + 1);
  return new URLSearchParams(body.toString()).get('Action') ?? '';
}

export const isAction =
  (...actions: string[]): Match =>
  (call) =>
    actions.includes(actionOf(call));
/** A call of the internal API, such as `claim`; `kind` is what a completion is about. */
export const isReport =
  (action: string, kind?: string): Match =>
  ({ url, body }) =>
    url.endsWith(`/${action}`) && (kind === undefined || body.includes(`"kind":"${kind}"`));
export const isPut =
  (key: RegExp): Match =>
  ({ method, url }) =>
    (method === 'PUT' || method === 'POST') && key.test(url);
export const isGet =
  (key: RegExp): Match =>
  ({ method, url }) =>
    method === 'GET' && key.test(url);
