import { expect, test } from 'vitest';
import { afterPrefix } from './key-order.ts';

test.each([
  ['a', 'b'],
  ['a/', 'a0'],
  ['a\u{10FFFF}', 'b'],
  ['\uD7FF', '\uE000'],
  ['\uFFFF', '\u{10000}'],
  ['', undefined],
  ['\u{10FFFF}', undefined],
])('the keys after the prefix %j start at %j', (prefix, next) => {
  expect(afterPrefix(prefix)).toBe(next);
});
