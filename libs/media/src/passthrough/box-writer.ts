/** Bytes of a file being built: numbers are single bytes, text is Latin-1. */
export type Part = Uint8Array | readonly number[] | string;

export const u16 = (value: number): number[] => [(value >>> 8) & 255, value & 255];
export const u32 = (value: number): number[] => [...u16(value >>> 16), ...u16(value)];
/** Up to 2^53, which is as far as a number counts. */
export const u64 = (value: number): number[] => [
  ...u32(Math.floor(value / 2 ** 32)),
  ...u32(value % 2 ** 32),
];
export const zeros = (count: number): number[] => Array<number>(count).fill(0);

export function join(...parts: Part[]): Uint8Array {
  const result = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    result.set(typeof part === 'string' ? Array.from(part, (letter) => letter.charCodeAt(0)) : part, offset);
    offset += part.length;
  }
  return result;
}

/** A box of ISO/IEC 14496-12 4.2 with a 32-bit size. */
export function box(type: string, ...parts: Part[]): Uint8Array {
  const body = join(...parts);
  return join(u32(8 + body.length), type, body);
}

/** A box that begins with a version and 24 flags. */
export const fullBox = (type: string, version: number, flags: number, ...parts: Part[]): Uint8Array =>
  box(type, u32(version * 2 ** 24 + flags), ...parts);
