import { MalformedMediaError } from '../boxes.ts';

/** Zero bits before an Exp-Golomb code of 32 bits; more is not a number of H.264. */
const MAX_LEADING_ZEROS = 31;

/** Bits of the payload of an H.264 NAL unit, first the highest one of a byte. Refuses to read past the end. */
export function createBitReader(bytes: Uint8Array) {
  let position = 0;
  function bit(): number {
    const byte = bytes[position >> 3];
    if (byte === undefined) throw new MalformedMediaError('A parameter set ends too early.');
    const value = (byte >> (7 - (position & 7))) & 1;
    position += 1;
    return value;
  }
  function bits(count: number): number {
    let value = 0;
    for (let index = 0; index < count; index += 1) value = value * 2 + bit();
    return value;
  }
  /** ue(v), H.264 9.1. */
  function unsigned(): number {
    let zeros = 0;
    while (bit() === 0) {
      zeros += 1;
      if (zeros > MAX_LEADING_ZEROS) throw new MalformedMediaError('A parameter set has a number too large.');
    }
    return 2 ** zeros - 1 + bits(zeros);
  }
  return {
    bits,
    flag: () => bit() === 1,
    unsigned,
    /** se(v), H.264 9.1.1. */
    signed(): number {
      const code = unsigned();
      return code % 2 === 1 ? (code + 1) / 2 : -code / 2;
    },
  };
}
export type BitReader = ReturnType<typeof createBitReader>;

/** Takes out the byte 3 after two zeros, which keeps start codes out of a NAL unit (H.264 7.4.1). */
export function withoutEscapes(nal: Uint8Array): Uint8Array {
  const plain = new Uint8Array(nal.byteLength);
  let length = 0;
  let zeros = 0;
  for (const byte of nal) {
    const escape = zeros >= 2 && byte === 3;
    zeros = byte === 0 ? zeros + 1 : 0;
    if (!escape) plain[length++] = byte;
  }
  return plain.subarray(0, length);
}
