import { createReader, MalformedMediaError } from '../boxes.ts';
import { createBitReader, withoutEscapes, type BitReader } from './bit-reader.ts';

/** ISO/IEC 23091-2 code points; 2 is "not told". */
export interface ColorCodes {
  primaries: number;
  transfer: number;
  matrix: number;
  fullRange: boolean;
}

/** What an H.264 sequence parameter set says of the pictures. */
export interface SequenceParameters {
  profile: number;
  /** Ten times the level: 42 is 4.2. */
  level: number;
  /** 0 gray, 1 4:2:0, 2 4:2:2, 3 4:4:4. */
  chromaFormat: number;
  bitDepth: number;
  /** False where fields, or frames made of fields, may occur. */
  progressive: boolean;
  /** Pixels after cropping. */
  width: number;
  height: number;
  /** Absent when not told. */
  pixelAspect?: { horizontal: number; vertical: number };
  color?: ColorCodes;
}

export interface AvcConfiguration {
  /** Bytes of the length before every NAL unit. */
  lengthBytes: number;
  parameterSets: SequenceParameters[];
}

const SPS = 7;

/** Reads `avcC` (ISO/IEC 14496-15 5.3.3.1). Throws MalformedMediaError. */
export function readAvcConfiguration(avcC: Uint8Array): AvcConfiguration {
  const reader = createReader(avcC, 4);
  const lengthBytes = (reader.u8() & 3) + 1;
  const sets = reader.u8() & 31;
  const parameterSets: SequenceParameters[] = [];
  for (let index = 0; index < sets; index += 1) {
    const length = reader.u16();
    const from = avcC.byteLength - reader.left();
    reader.skip(length);
    parameterSets.push(readSequenceParameters(avcC.subarray(from, from + length)));
  }
  return { lengthBytes, parameterSets };
}

/** Profiles whose sets tell the chroma format and more (H.264 7.3.2.1.1). */
const highProfiles = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);

function readSequenceParameters(nal: Uint8Array): SequenceParameters {
  if (nal.byteLength < 4 || (nal[0]! & 31) !== SPS)
    throw new MalformedMediaError('This is no parameter set.');
  const bits = createBitReader(withoutEscapes(nal.subarray(1)));
  const profile = bits.bits(8);
  bits.bits(8);
  const level = bits.bits(8);
  bits.unsigned();
  const { chromaFormat, bitDepth } = highProfiles.has(profile)
    ? readHigh(bits)
    : { chromaFormat: 1, bitDepth: 8 };
  skipOrder(bits);
  bits.unsigned();
  bits.bits(1);
  const columns = bits.unsigned() + 1;
  const rows = bits.unsigned() + 1;
  const progressive = bits.flag();
  bits.bits(progressive ? 1 : 2);
  const crop = bits.flag()
    ? [bits.unsigned(), bits.unsigned(), bits.unsigned(), bits.unsigned()]
    : [0, 0, 0, 0];
  const unitX = chromaFormat === 1 || chromaFormat === 2 ? 2 : 1;
  const unitY = (chromaFormat === 1 ? 2 : 1) * (progressive ? 1 : 2);
  return {
    ...{ profile, level, chromaFormat, bitDepth, progressive },
    width: columns * 16 - unitX * (crop[0]! + crop[1]!),
    height: rows * 16 * (progressive ? 1 : 2) - unitY * (crop[2]! + crop[3]!),
    ...(bits.flag() && readUsability(bits)),
  };
}

function readHigh(bits: BitReader): { chromaFormat: number; bitDepth: number } {
  const chromaFormat = bits.unsigned();
  if (chromaFormat === 3) bits.bits(1);
  const bitDepth = 8 + Math.max(bits.unsigned(), bits.unsigned());
  bits.bits(1);
  if (bits.flag()) {
    for (let list = 0; list < (chromaFormat === 3 ? 12 : 8); list += 1) {
      if (bits.flag()) skipScalingList(bits, list < 6 ? 16 : 64);
    }
  }
  return { chromaFormat, bitDepth };
}

function skipScalingList(bits: BitReader, size: number): void {
  let last = 8;
  for (let index = 0, next = 8; index < size && next !== 0; index += 1) {
    next = (last + bits.signed() + 256) % 256;
    last = next === 0 ? last : next;
  }
}

/** Frame numbers and the order of pictures: nothing here tells about the pictures themselves. */
function skipOrder(bits: BitReader): void {
  bits.unsigned();
  const orderType = bits.unsigned();
  if (orderType === 0) bits.unsigned();
  if (orderType !== 1) return;
  bits.bits(1);
  bits.signed();
  bits.signed();
  const cycle = bits.unsigned();
  if (cycle > 255) throw new MalformedMediaError('A parameter set has too long a cycle.');
  for (let index = 0; index < cycle; index += 1) bits.signed();
}

const EXTENDED_ASPECT = 255;
/** Table E-1 of H.264, from index 1. */
const aspects: readonly (readonly [number, number])[] = [
  ...([
    [1, 1],
    [12, 11],
    [10, 11],
    [16, 11],
    [40, 33],
    [24, 11],
    [20, 11],
    [32, 11],
  ] as const),
  ...([
    [80, 33],
    [18, 11],
    [15, 11],
    [64, 33],
    [160, 99],
    [4, 3],
    [3, 2],
    [2, 1],
  ] as const),
];

/** The first fields of the video usability information, H.264 E.1.1. */
function readUsability(bits: BitReader): Pick<SequenceParameters, 'pixelAspect' | 'color'> {
  const result: Pick<SequenceParameters, 'pixelAspect' | 'color'> = {};
  if (bits.flag()) {
    const index = bits.bits(8);
    const known = index === EXTENDED_ASPECT ? ([bits.bits(16), bits.bits(16)] as const) : aspects[index - 1];
    if (known && known[0] > 0 && known[1] > 0)
      result.pixelAspect = { horizontal: known[0], vertical: known[1] };
  }
  if (bits.flag()) bits.bits(1);
  if (bits.flag()) {
    bits.bits(3);
    const fullRange = bits.flag();
    const told = bits.flag();
    const next = () => (told ? bits.bits(8) : 2);
    result.color = { primaries: next(), transfer: next(), matrix: next(), fullRange };
  }
  return result;
}
