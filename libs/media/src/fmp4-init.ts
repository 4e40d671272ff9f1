import { createReader, findBox, MalformedMediaError, needBox, readBoxes } from './boxes.ts';

export interface InitSegment {
  kind: 'video' | 'audio';
  /** RFC 6381: `avc1.640028`, `av01.0.04M.08`, `mp4a.40.2`. */
  codec: string;
  /** Ticks per second of every time in the segments. */
  timescale: number;
  video?: {
    width: number;
    height: number;
    /** Pixel aspect ratio; square when the box is missing. */
    pixelAspect: { horizontal: number; vertical: number };
    /** ISO/IEC 23091-2 code points; 1/1/1 is BT.709. */
    color?: { primaries: number; transfer: number; matrix: number; fullRange: boolean };
  };
  audio?: { channels: number; sampleRate: number };
}

/** Reads the init segment of a rendition with one track. Throws MalformedMediaError. */
export function readInitSegment(bytes: Uint8Array): InitSegment {
  const media = needBox(bytes, 'moov', 'trak', 'mdia');
  const timescale = readTimescale(needBox(media, 'mdhd'));
  // ISO/IEC 14496-12 8.5.2: version and flags, entry count, then the sample entries.
  const [entry] = readBoxes(needBox(media, 'minf', 'stbl', 'stsd').subarray(8));
  if (entry?.type === 'avc1') return { kind: 'video', timescale, ...readAvc(entry.body) };
  if (entry?.type === 'av01') return { kind: 'video', timescale, ...readAv1(entry.body) };
  if (entry?.type === 'mp4a') return { kind: 'audio', timescale, ...readAac(entry.body) };
  throw new MalformedMediaError('The track is neither H.264 nor AV1 nor AAC.');
}

function readTimescale(mdhd: Uint8Array): number {
  const reader = createReader(mdhd);
  const version = reader.u8();
  reader.skip(version === 1 ? 19 : 11);
  const timescale = reader.u32();
  if (timescale === 0) throw new MalformedMediaError('The timescale is zero.');
  return timescale;
}

const hex = (value: number) => value.toString(16).padStart(2, '0');

function readAvc(entry: Uint8Array): Pick<InitSegment, 'codec' | 'video'> {
  const configuration = createReader(needBox(entry.subarray(78), 'avcC'), 1);
  const codec = `avc1.${hex(configuration.u8())}${hex(configuration.u8())}${hex(configuration.u8())}`;
  return { codec, video: readPicture(entry) };
}

/** AV1 in ISOBMFF 1.2, 2.3.3 (fields) and 5 (codec string): profile, level and tier, bits of a sample. */
function readAv1(entry: Uint8Array): Pick<InitSegment, 'codec' | 'video'> {
  const configuration = createReader(needBox(entry.subarray(78), 'av1C'), 1);
  const [sequence, depth] = [configuration.u8(), configuration.u8()];
  const level = String(sequence & 0x1f).padStart(2, '0');
  const tier = depth & 0x80 ? 'H' : 'M';
  const bits = depth & 0x40 ? (depth & 0x20 ? '12' : '10') : '08';
  return { codec: `av01.${sequence >> 5}.${level}${tier}.${bits}`, video: readPicture(entry) };
}

/** ISO/IEC 14496-12 12.1.3: what the sample entries of all codecs of pictures begin with. */
function readPicture(entry: Uint8Array): NonNullable<InitSegment['video']> {
  const reader = createReader(entry);
  reader.skip(24);
  const [width, height] = [reader.u16(), reader.u16()];
  const boxes = entry.subarray(78);
  const color = readColor(findBox(boxes, 'colr'));
  return { width, height, pixelAspect: readPixelAspect(findBox(boxes, 'pasp')), ...(color && { color }) };
}

function readPixelAspect(pasp: Uint8Array | undefined) {
  if (!pasp) return { horizontal: 1, vertical: 1 };
  const reader = createReader(pasp);
  return { horizontal: reader.u32(), vertical: reader.u32() };
}

function readColor(colr: Uint8Array | undefined) {
  if (!colr) return undefined;
  const reader = createReader(colr);
  if (reader.text(4) !== 'nclx') return undefined;
  const [primaries, transfer, matrix] = [reader.u16(), reader.u16(), reader.u16()];
  return { primaries, transfer, matrix, fullRange: (reader.u8() & 0x80) !== 0 };
}

function readAac(entry: Uint8Array): Pick<InitSegment, 'codec' | 'audio'> {
  const reader = createReader(entry);
  reader.skip(16);
  const channels = reader.u16();
  reader.skip(6);
  const sampleRate = reader.u16();
  return {
    codec: `mp4a.40.${readAudioObjectType(needBox(entry.subarray(28), 'esds'))}`,
    audio: { channels, sampleRate },
  };
}

/** ISO/IEC 14496-1 7.2.6: ES descriptor (3) > decoder config (4) > decoder specific info (5). */
function readAudioObjectType(esds: Uint8Array): number {
  const reader = createReader(esds, 4);
  const open = (tag: number) => {
    if (reader.u8() !== tag) throw new MalformedMediaError('The AAC configuration is not readable.');
    while (reader.u8() & 0x80) continue;
  };
  open(3);
  reader.skip(3);
  open(4);
  reader.skip(13);
  open(5);
  return reader.u8() >> 3;
}
