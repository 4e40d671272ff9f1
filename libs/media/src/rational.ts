/** A positive fraction, such as a frame rate in frames per second. Kept exact: 30000/1001 is not 29.97. */
export interface Rational {
  numerator: number;
  denominator: number;
}

export const toNumber = (value: Rational): number => value.numerator / value.denominator;

/** As ffmpeg's options take it: `30000/1001`. */
export const formatRational = (value: Rational): string => `${value.numerator}/${value.denominator}`;

/** Reads `30000/1001`, `16:9` or `25`; undefined for anything that is not a positive fraction (`0/0`, `N/A`). */
export function parseRational(value: unknown): Rational | undefined {
  if (typeof value !== 'string') return undefined;
  const match = /^(\d{1,10})(?:[/:](\d{1,10}))?$/.exec(value);
  if (!match) return undefined;
  const numerator = Number(match[1]);
  const denominator = Number(match[2] ?? 1);
  return numerator > 0 && denominator > 0 ? reduce({ numerator, denominator }) : undefined;
}

export function reduce({ numerator, denominator }: Rational): Rational {
  const divisor = greatestCommonDivisor(numerator, denominator);
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
