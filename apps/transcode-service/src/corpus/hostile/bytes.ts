/** Small builders of binary formats, for files that no encoder would write. */
export const be32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
};
export const be64 = (value: bigint): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return bytes;
};
/** Little endian, as RIFF has its lengths. */
export const wave = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
};

/** A box of ISO base media. */
export const box = (type: string, ...parts: Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts);
  return Buffer.concat([be32(8 + body.length), Buffer.from(type, 'latin1'), body]);
};

/** A chunk of RIFF, padded to even length. */
export const riff = (type: string, ...parts: Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts);
  const padding = Buffer.alloc(body.length % 2);
  return Buffer.concat([Buffer.from(type, 'latin1'), wave(body.length), body, padding]);
};

/** An element of EBML, its length in eight bytes. `id` is written as it is. */
export const ebml = (id: string, ...parts: Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts);
  const length = be64(BigInt(body.length));
  length[0] = 0x01;
  return Buffer.concat([Buffer.from(id, 'hex'), length, body]);
};

/** Numbers that look random and are always the same (mulberry32). */
export function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A copy with bits flipped in [from, to). */
export function flipBits(
  bytes: Uint8Array,
  flips: number,
  seed: number,
  [from, to] = [0, bytes.length],
): Buffer {
  const copy = Buffer.from(bytes);
  const roll = dice(seed);
  for (let flip = 0; flip < flips; flip += 1) {
    const at = from + Math.floor(roll() * (Math.min(to, copy.length) - from));
    copy[at]! ^= 1 << Math.floor(roll() * 8);
  }
  return copy;
}

/** The place right behind the first occurrence of a box's type. */
export function behind(bytes: Buffer, type: string): number {
  const at = bytes.indexOf(type, 0, 'latin1');
  if (at === -1) throw new Error(`There is no ${type}.`);
  return at + type.length;
}
