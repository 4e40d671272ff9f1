import { setTimeout as delay } from 'node:timers/promises';
import { cut, type Answer, type Call, type HttpProxy, type Interceptor } from './http-proxy.ts';

export type Match = (call: Call) => boolean;
type Proxy = Pick<HttpProxy, 'use' | 'listen'>;

/** A call that is stopped on its way: before it arrives, or when its answer is on the way back. */
export type Held = {
  /** Resolves once it is held. */
  reached: Promise<unknown>;
  /** Lets it go on. Whatever comes after it was never held. */
  release: () => void;
};

/**
 * Holds the first call that matches: before it arrives, or when its answer, which `told` may look at, is on the way
 * back. A call whose caller dies meanwhile still arrives when it is let go, as it would from a network's buffers.
 */
export function hold(
  proxy: Proxy,
  where: 'before' | 'after',
  match: Match,
  told: (answer: Answer) => boolean = () => true,
): Held {
  const reached = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  let open = true;
  const stop = async () => {
    open = false;
    reached.resolve();
    await gate.promise;
  };
  const remove =
    where === 'before'
      ? proxy.use(async (call, next) => {
          if (open && match(call)) await stop();
          return next();
        })
      : proxy.listen(async (call, answer) => {
          if (open && match(call) && told(answer)) await stop();
        });
  return {
    reached: reached.promise,
    release() {
      remove();
      open = false;
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
  (...key: RegExp[]): Match =>
  ({ method, url }) =>
    (method === 'PUT' || method === 'POST') && key.every((part) => part.test(url));
export const isGet =
  (key: RegExp): Match =>
  ({ method, url }) =>
    method === 'GET' && key.test(url);
