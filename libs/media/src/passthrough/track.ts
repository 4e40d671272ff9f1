import { createReader, findBox, MalformedMediaError, needBox, readBoxes } from '../boxes.ts';
import { readAvcConfiguration, type AvcConfiguration, type ColorCodes } from './sequence-parameters.ts';

/** One entry of an edit list. Times in ticks: `duration` of the movie's timescale, `mediaTime` of the track's. */
export interface Edit {
  duration: number;
  /** -1: nothing is shown. */
  mediaTime: number;
  /** 1 plays at normal speed. */
  rate: number;
}

/** What a `moov` box says of one video track, besides its samples. */
export interface MovieTrack {
  id: number;
  /** Samples are in `moof` boxes, not here. */
  fragmented: boolean;
  /** All media lies in this very file. */
  selfContained: boolean;
  movieTimescale: number;
  timescale: number;
  edits: Edit[];
  /** Neither turned nor mirrored nor sheared. */
  upright: boolean;
  descriptions: number;
  /** Four letters: `avc1`. */
  codec: string;
  /** Of the sample entry, in pixels. */
  width: number;
  height: number;
  avcC?: Uint8Array;
  avc?: AvcConfiguration;
  color?: ColorCodes;
  /** The sample tables, still to be read. */
  stbl: Uint8Array;
}

const MAX_EDITS = 100;

/** Reads the track `trackId` of a whole `moov` box, header included. Throws MalformedMediaError. */
export function readMovieTrack(moov: Uint8Array, trackId: number): MovieTrack {
  const body = needBox(moov, 'moov');
  const boxes = readBoxes(body);
  const trak = boxes.find((box) => box.type === 'trak' && readTrackHeader(box.body).id === trackId)?.body;
  if (!trak) throw new MalformedMediaError('The track is not there.');
  const media = needBox(trak, 'mdia');
  const stbl = needBox(media, 'minf', 'stbl');
  const elst = findBox(trak, 'edts', 'elst');
  return {
    ...readTrackHeader(trak),
    fragmented: boxes.some((box) => box.type === 'mvex'),
    selfContained: isSelfContained(findBox(media, 'minf', 'dinf', 'dref')),
    movieTimescale: readTimescale(needBox(body, 'mvhd')),
    timescale: readTimescale(needBox(media, 'mdhd')),
    edits: elst ? readEdits(elst) : [],
    ...readDescription(needBox(stbl, 'stsd')),
    stbl,
  };
}

function readTimescale(header: Uint8Array): number {
  const reader = createReader(header);
  const version = reader.u8();
  reader.skip(version === 1 ? 19 : 11);
  const timescale = reader.u32();
  if (timescale === 0) throw new MalformedMediaError('The timescale is zero.');
  return timescale;
}

const IDENTITY = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000];
/** Columns of the matrix that move the picture; a lone picture may lie anywhere. */
const MOVES = new Set([6, 7]);

function readTrackHeader(trak: Uint8Array): { id: number; upright: boolean } {
  const reader = createReader(needBox(trak, 'tkhd'));
  const version = reader.u8();
  reader.skip(3 + (version === 1 ? 16 : 8));
  const id = reader.u32();
  reader.skip((version === 1 ? 12 : 8) + 16);
  const upright = IDENTITY.map((expected, place) => reader.u32() === expected || MOVES.has(place));
  return { id, upright: upright.every(Boolean) };
}

/** ISO/IEC 14496-12 8.7.2: flag 1 of an entry means "in this file". */
function isSelfContained(dref: Uint8Array | undefined): boolean {
  return !dref || readBoxes(dref.subarray(8)).every(({ body }) => createReader(body, 1).u24() === 1);
}

/** ISO/IEC 14496-12 8.6.6. */
function readEdits(elst: Uint8Array): Edit[] {
  const reader = createReader(elst);
  const version = reader.u8();
  reader.skip(3);
  const count = reader.u32();
  if (count > MAX_EDITS) throw new MalformedMediaError('There are too many edits.');
  return Array.from({ length: count }, () => {
    const duration = version === 1 ? reader.u64() : reader.u32();
    const mediaTime = version === 1 ? signed64(reader.u64()) : reader.u32() | 0;
    return { duration, mediaTime, rate: reader.u32() / 0x10000 };
  });
}

/** Exact for what matters: small numbers, and -1. */
const signed64 = (value: number) => (value >= 2 ** 63 ? value - 2 ** 64 || -1 : value);

type Description = Pick<MovieTrack, 'descriptions' | 'codec' | 'width' | 'height' | 'avcC' | 'avc' | 'color'>;

/** ISO/IEC 14496-12 8.5.2 and 12.1.3; only `avc1` is looked into. */
function readDescription(stsd: Uint8Array): Description {
  const descriptions = createReader(stsd, 4).u32();
  const [entry] = readBoxes(stsd.subarray(8));
  if (!entry) throw new MalformedMediaError('There is no sample description.');
  const reader = createReader(entry.body);
  reader.skip(24);
  const common = { descriptions, codec: entry.type, width: reader.u16(), height: reader.u16() };
  if (entry.type !== 'avc1') return common;
  const boxes = entry.body.subarray(78);
  const avcC = needBox(boxes, 'avcC');
  const color = readColor(findBox(boxes, 'colr'));
  return { ...common, avcC, avc: readAvcConfiguration(avcC), ...(color && { color }) };
}

/** `nclx` of MP4, or QuickTime's `nclc`, which has no range. */
function readColor(colr: Uint8Array | undefined): ColorCodes | undefined {
  if (!colr) return undefined;
  const reader = createReader(colr);
  const kind = reader.text(4);
  if (kind !== 'nclx' && kind !== 'nclc') return undefined;
  const [primaries, transfer, matrix] = [reader.u16(), reader.u16(), reader.u16()];
  return { primaries, transfer, matrix, fullRange: kind === 'nclx' && (reader.u8() & 0x80) !== 0 };
}
