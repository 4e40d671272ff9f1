import type { ApiProblem } from './problem.ts';

const tries = 4;
const firstDelayMs = 400;
const longestWaitMs = 20_000;
const passing = new Set([429, 502, 503, 504]);

/**
 * Milliseconds to wait before the next try, or undefined when there should be none.
 * Exponential with jitter between half and all of the delay, so that clients do not come back together.
 * A server that asks for more patience than a person has gets no further try: the message says what to do.
 */
export function retryDelay(problem: ApiProblem, attempt: number, random: () => number): number | undefined {
  const passes = passing.has(problem.status) || problem.code === 'network' || problem.code === 'timeout';
  if (!passes || attempt + 1 >= tries) return undefined;
  const asked = (problem.retryAfterSeconds ?? 0) * 1000;
  if (asked > longestWaitMs) return undefined;
  const backoff = firstDelayMs * 2 ** attempt;
  return Math.max(asked, backoff / 2 + (random() * backoff) / 2);
}
