// @vitest-environment node
import { expect, test } from 'vitest';
import { addSample, speedOf, type Sample } from './speed.ts';

const after = (samples: Sample[]) => samples.reduce<readonly Sample[]>(addSample, []);
const steady = (seconds: number, perSecond: number, from = 0) =>
  Array.from({ length: seconds + 1 }, (_, i) => ({ time: i * 1000, bytes: from + i * perSecond }));

test('nothing is said about the first second', () => {
  expect(
    speedOf(
      after([
        { time: 0, bytes: 0 },
        { time: 900, bytes: 500 },
      ]),
    ),
  ).toBeUndefined();
});

test('a steady upload has its speed', () => {
  expect(speedOf(after(steady(30, 100)))).toBe(100);
});

test('a change shows within the window', () => {
  const slow = steady(20, 10);
  const fast = Array.from({ length: 12 }, (_, i) => ({
    time: 21_000 + i * 1000,
    bytes: 200 + (i + 1) * 100,
  }));
  expect(speedOf(after([...slow, ...fast]))).toBeCloseTo(100, 0);
});

test('bytes that are sent again start the measure over', () => {
  const samples = after([...steady(5, 100), { time: 6000, bytes: 300 }]);
  expect(samples).toEqual([{ time: 6000, bytes: 300 }]);
});

test('memory stays small however often progress is reported', () => {
  const often = Array.from({ length: 5000 }, (_, i) => ({ time: i * 100, bytes: i }));
  expect(after(often).length).toBeLessThan(110);
});
