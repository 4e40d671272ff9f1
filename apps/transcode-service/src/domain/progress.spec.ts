import { describe, expect, test } from 'vitest';
import {
  estimate,
  fractionOf,
  positionOf,
  remember,
  speedOf,
  steady,
  type Look,
  type Sample,
} from './progress.ts';

const look = (more: Partial<Look> = {}): Look => ({
  ...{ state: 'encoding', shown: 0, planned: 100, done: 0, promised: 0, growing: false, running: 1 },
  ...more,
});
const samples = (...done: number[]): Sample[] =>
  done.reduce<Sample[]>((all, n, i) => remember(all, { at: i * 1000, done: n }), []);

/** mulberry32: numbers in [0, 1) that a seed repeats. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

describe('the fraction', () => {
  test('is the finished share of the work', () => {
    expect(fractionOf(look({ done: 25 }))).toBe(0.25);
  });

  test('never falls, and is 1 only when the video is ready', () => {
    expect(fractionOf(look({ shown: 0.7, done: 25 }))).toBe(0.7);
    expect(fractionOf(look({ done: 100 }))).toBe(0.99);
    expect(fractionOf(look({ state: 'ready', done: 0, planned: 0 }))).toBe(1);
  });

  test('of a film whose first tasks are done is small, though nothing else is planned yet', () => {
    expect(fractionOf(look({ planned: 8, done: 8, promised: 800, growing: true }))).toBe(0.01);
  });

  test('of a video without length, or without anything to do, is a number', () => {
    expect(fractionOf(look({ planned: 0, done: 0 }))).toBe(0);
    expect(fractionOf(look({ planned: 1 / 30, done: 1 / 30, growing: true }))).toBe(0.99);
  });
});

describe('speed', () => {
  test('is work per second, and unknown for the first moments', () => {
    expect(speedOf(samples(0))).toBeNull();
    expect(speedOf(samples(0, 2))).toBeNull();
    expect(speedOf(samples(0, 2, 4, 6))).toBe(2);
  });

  test('looks back a minute', () => {
    const slowThenFast = samples(...Array(100).fill(1), ...Array.from({ length: 60 }, (_, i) => 1 + i));
    expect(speedOf(slowThenFast)).toBeCloseTo(1, 1);
    expect(slowThenFast.length).toBeLessThan(65);
  });

  test('is unknown when nothing moves, and not negative when a worker was lost', () => {
    expect(speedOf(samples(5, 5, 5, 5, 5))).toBeNull();
    expect(speedOf(samples(5, 6, 7, 8, 2))).toBeCloseTo(0.75);
  });
});

describe('an estimate', () => {
  test('is what is left at the speed of this video', () => {
    expect(estimate(look({ done: 20 }), samples(0, 5, 10, 15, 20), null)).toBe(16);
  });

  test('is its share of all workers while none works on it', () => {
    const waits = look({ done: 20, running: 0 });
    expect(estimate(waits, [], { speed: 4, owners: 2 })).toBe(40);
    expect(estimate(waits, [], { speed: 0, owners: 2 })).toBeNull();
    expect(estimate(waits, [], null)).toBeNull();
  });

  test('is unknown when there is nothing to measure, and for what is over', () => {
    expect(estimate(look({ planned: 0 }), samples(0, 1, 2, 3), null)).toBeNull();
    for (const state of ['ready', 'failed'] as const)
      expect(estimate(look({ state }), samples(0, 1, 2, 3), null)).toBeNull();
  });

  test('that is shown goes with the time and is corrected in small steps', () => {
    const start = steady(null, 100, 0)!;
    expect(start.seconds).toBe(100);
    expect(steady(start, 99, 1000)!.seconds).toBe(99);
    expect(steady(start, 500, 1000)!.seconds).toBe(109);
    expect(steady(start, 5, 1000)!.seconds).toBe(89);
    expect(steady(start, null, 1000)).toBeNull();
  });
});

describe('whatever happens', () => {
  test.each([1, 2, 3, 4, 5])('numbers stay numbers and never jump: seed %i', (seed) => {
    const random = randomFrom(seed);
    let history: Sample[] = [];
    let shown = 0;
    let eta: ReturnType<typeof steady> = null;
    let at = 0;
    for (let i = 0; i < 500; i += 1) {
      at += random() < 0.05 ? 30_000 * random() : 1000;
      const planned = random() < 0.05 ? 0 : 1 + 100 * random();
      const now = look({
        ...{ shown, planned, done: planned * random(), promised: 500 * random() },
        ...{ growing: random() < 0.3, running: Math.floor(3 * random()) },
      });
      const fraction = fractionOf(now);
      expect(fraction).toBeGreaterThanOrEqual(shown);
      expect(fraction).toBeLessThanOrEqual(1);
      shown = fraction;
      history = remember(history, { at, done: now.done });
      const next = steady(eta, estimate(now, history, { speed: random() * 5, owners: 2 }), at);
      if (next) {
        expect(next.seconds).toBeGreaterThanOrEqual(0);
        expect(Number.isFinite(next.seconds)).toBe(true);
      }
      if (next && eta) {
        const passed = (at - eta.at) / 1000;
        const jump = Math.abs(next.seconds - Math.max(0, eta.seconds - passed));
        expect(jump).toBeLessThanOrEqual(Math.max(1, 0.1 * eta.seconds) * passed + 1e-6);
      }
      eta = next;
    }
  });
});

describe('the place in the queue', () => {
  const waiting = (...owners: string[]) =>
    owners.map((ownerId, i) => ({ ownerId, videoKey: `${ownerId}${i}` }));

  test('counts one video of each other person before the first of one’s own', () => {
    expect(positionOf('b3', waiting('a', 'a', 'a', 'b', 'a'))).toBe(1);
    expect(positionOf('b4', waiting('a', 'a', 'c', 'b', 'b'))).toBe(1 + 2 + 1);
    expect(positionOf('a0', waiting('a', 'b'))).toBe(0);
  });

  test('is none for a video that does not wait', () => {
    expect(positionOf('x', waiting('a', 'b'))).toBeNull();
  });
});
