import { createReader, findBox, MalformedMediaError, needBox, readBoxes } from './boxes.ts';

export interface InitSegment {
  kind: 'video' | 'audio';
  /** RFC 6381: `avc1.640028`, `mp4a.40.2`. */
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
  if (entry?.type === 'mp4a') return { kind: 'audio', timescale, ...readAac(entry.body) };
  throw new MalformedMediaError('The track is neither H.264 nor AAC.');
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
  const reader = createReader(entry);
  reader.skip(24);
  const width = reader.u16();
  const height = reader.u16();
  const boxes = entry.subarray(78);
  const configuration = createReader(needBox(boxes, 'avcC'), 1);
  const codec = `avc1.${hex(configuration.u8())}${hex(configuration.u8())}${hex(configuration.u8())}`;
  const color = readColor(findBox(boxes, 'colr'));
  return {
    codec,
    video: { width, height, pixelAspect: readPixelAspect(findBox(boxes, 'pasp')), ...(color && { color }) },
  };
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
