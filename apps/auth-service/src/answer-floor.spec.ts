import { describe, expect, it } from 'vitest';
import { createAnswerFloor } from './answer-floor.ts';

/** A clock that moves only by sleeping and by `work`. */
function fakeClock() {
  let time = 5000;
  const clock = { now: () => time, sleep: async (ms: number) => void (time += ms) };
  return { clock, elapsed: () => time - 5000, work: async (ms: number) => void (time += ms) };
}

describe('an answer', () => {
  it.each([
    [0, 300],
    [120, 300],
    [300, 300],
    [301, 600],
    [850, 900],
  ])('that took %i ms is given after %i ms', async (took, given) => {
    const { clock, elapsed, work } = fakeClock();
    await createAnswerFloor(300, clock).always(() => work(took));
    expect(elapsed()).toBe(given);
  });

  it('keeps its value, and a failure its reason, after the same time', async () => {
    const { clock, elapsed } = fakeClock();
    const floor = createAnswerFloor(300, clock);
    await expect(floor.always(async () => 'value')).resolves.toBe('value');
    expect(elapsed()).toBe(300);
    await expect(floor.always(() => Promise.reject(new Error('reason')))).rejects.toThrow('reason');
    expect(elapsed()).toBe(600);
  });

  it('is only held back for failures where success tells enough', async () => {
    const { clock, elapsed } = fakeClock();
    const floor = createAnswerFloor(300, clock);
    await expect(floor.onFailure(async () => 'in')).resolves.toBe('in');
    expect(elapsed()).toBe(0);
    await expect(floor.onFailure(() => Promise.reject(new Error('out')))).rejects.toThrow('out');
    expect(elapsed()).toBe(300);
  });

  it('is not held back by a floor of 0', async () => {
    const { clock, elapsed, work } = fakeClock();
    await createAnswerFloor(0, clock).always(() => work(7));
    expect(elapsed()).toBe(7);
  });
});
