/** Readers for untrusted JSON: each gives the value in its own type or undefined, never throws. */
export type Fields = Record<string, unknown>;

export const asFields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};

export const asList = (value: unknown): Fields[] => (Array.isArray(value) ? value.map(asFields) : []);

export const asText = (value: unknown): string | undefined =>
  typeof value === 'string' && value.length > 0 && value.length <= 200 && value !== 'unknown'
    ? value
    : undefined;

/** ffprobe writes most numbers as strings, and `N/A` for what it does not know. */
export function asNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

export function asPositive(value: unknown): number | undefined {
  const number = asNumber(value);
  return number !== undefined && number > 0 ? number : undefined;
}

/** Matroska keeps a stream's duration in a tag: `00:01:02.345000000`. */
export function asClock(value: unknown): number | undefined {
  const match = typeof value === 'string' && /^(\d{1,6}):(\d{2}):(\d{2}(?:\.\d{1,9})?)$/.exec(value);
  return match ? Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3]) : undefined;
}
