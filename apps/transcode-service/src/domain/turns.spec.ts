import { describe, expect, test } from 'vitest';
import { priorities, stepOf, turnsOf } from './turns.ts';

const start = new Date('2026-11-22T12:00:00Z');
const { fast, bulk } = priorities;
const after = (turn: Date | undefined) => (turn!.getTime() - start.getTime()) / 1000;

describe('turns', () => {
  test('of one video keep the order in which its tasks were planned', () => {
    const tasks = Array.from({ length: 5 }, () => ({ priority: bulk, weight: 10 }));
    const turns = turnsOf(tasks, start).map((turn) => turn.getTime());
    expect(turns).toEqual(turns.toSorted((a, b) => a - b));
    expect(new Set(turns).size).toBe(5);
  });

  test('of a short video come before those of a film, whichever was first by less than the film’s length', () => {
    const [film] = turnsOf([{ priority: bulk, weight: 7200 }], start);
    const [short] = turnsOf([{ priority: bulk, weight: 60 }], new Date(start.getTime() + 3_600_000));
    const [late] = turnsOf([{ priority: bulk, weight: 60 }], new Date(start.getTime() + 7_200_000));
    expect(after(short)).toBeLessThan(after(film));
    expect(after(late)).toBeGreaterThan(after(film));
  });

  test('in the fast lane do not wait for what the same video has in the bulk lane', () => {
    const [first, rest] = turnsOf(
      [
        { priority: fast, weight: 4 },
        { priority: bulk, weight: 7000 },
      ],
      start,
    );
    expect([after(first), after(rest)]).toEqual([4, 7000.001]);
  });
});

test('a batch delays its owner’s next turn by its work, within a second and a minute', () => {
  const stepFor = (weight: number) => stepOf([{ priority: bulk, weight }]);
  expect([0, 30, 7200].map(stepFor)).toEqual([1, 30, 60]);
});
