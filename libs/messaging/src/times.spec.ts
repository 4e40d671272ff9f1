import { describe, expect, it } from 'vitest';
import { receiveRetryDelay, redeliveryDelay } from './backoff.ts';

describe('delays', () => {
  it('doubles from 5 s up to 300 s between redeliveries', () => {
    const middle = () => 0.5;
    expect([1, 2, 3, 4, 8, 50].map((n) => redeliveryDelay(n, middle))).toEqual([5, 10, 20, 40, 300, 300]);
  });

  it('spreads redeliveries by a fifth', () => {
    expect(redeliveryDelay(3, () => 0)).toBe(16);
    expect(redeliveryDelay(3, () => 1)).toBe(24);
  });

  it('doubles from 0.25 s up to 15 s between receives that fail', () => {
    expect([1, 2, 3, 7, 40].map((n) => receiveRetryDelay(n, () => 1))).toEqual([
      250, 500, 1000, 15_000, 15_000,
    ]);
    expect(receiveRetryDelay(1, () => 0)).toBe(125);
  });
});
