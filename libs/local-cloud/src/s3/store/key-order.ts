/** The first string after `key` itself in byte order. */
export const afterKey = (key: string): string => `${key}\0`;

/**
 * The first string after every string that starts with `prefix`, in UTF-8 byte order (which is code point order).
 * Undefined when there is none (empty prefix): the range has no upper end.
 */
export function afterPrefix(prefix: string): string | undefined {
  const points = [...prefix];
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    const next = (last.codePointAt(0) ?? 0) + 1;
    if (next > 0x10ffff) continue;
    // Surrogates are no characters; the code point after U+D7FF is U+E000.
    return points.join('') + String.fromCodePoint(next === 0xd800 ? 0xe000 : next);
  }
  return undefined;
}
