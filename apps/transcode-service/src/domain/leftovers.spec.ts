import { expect, test } from 'vitest';
import { isLeftover } from './leftovers.ts';

const key = (generation: number) => `${'a'.repeat(24)}/${generation}-1a2b3c4d-1/v240/init.mp4`;
const used = new Set([key(2)]);

test.each([
  ['ready', 2, key(2), false],
  ['ready', 2, `${key(2)}x`, true],
  ['ready', 2, key(1), true],
  ['ready', 2, key(3), false],
  ['failed', 2, key(2), true],
  ['failed', 2, key(3), false],
  ['encoding', 2, key(2), false],
  ['encoding', 2, `${key(2)}x`, false],
  ['encoding', 2, key(1), true],
] as const)('%s in generation %i: %s is a leftover: %s', (state, generation, object, leftover) => {
  expect(isLeftover(object, { state, generation, plan: null }, used)).toBe(leftover);
});
