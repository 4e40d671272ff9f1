import { createReader, MalformedMediaError, needBox, readBoxes, type Box } from './boxes.ts';

export interface MediaSegment {
  /** Decode time of the first sample, in ticks of the init segment's timescale. */
  decodeTime: number;
  samples: number;
  /** Sum of the sample durations in ticks. */
  duration: number;
  /** Earliest and latest presentation time of a sample, in ticks. */
  firstPresentation: number;
  lastPresentation: number;
  startsWithKeyframe: boolean;
  /** Bytes from the segment's start to the end of its first sample: what an I-frame playlist names. */
  keyBytes: number;
}

/** ISO/IEC 14496-12 8.8.3.1, sample_is_non_sync_sample. */
const NON_SYNC = 0x10000;

/** Reads a media segment of one track, all its fragments together. Throws MalformedMediaError. */
export function readMediaSegment(bytes: Uint8Array): MediaSegment {
  const boxes = readBoxes(bytes);
  const moofs = boxes.filter((box) => box.type === 'moof');
  const fragments = moofs.map(({ body }) => readFragment(body));
  const first = fragments[0];
  const moof = moofs[0];
  if (!first || !moof) throw new MalformedMediaError('There is no fragment.');
  checkPayload(
    boxes,
    fragments.reduce((sum, fragment) => sum + fragment.bytes, 0),
  );
  return {
    decodeTime: first.decodeTime,
    samples: fragments.reduce((sum, fragment) => sum + fragment.samples, 0),
    duration: fragments.reduce((sum, fragment) => sum + fragment.duration, 0),
    firstPresentation: fragments.reduce(
      (least, fragment) => Math.min(least, fragment.firstPresentation),
      Infinity,
    ),
    lastPresentation: fragments.reduce(
      (most, fragment) => Math.max(most, fragment.lastPresentation),
      -Infinity,
    ),
    startsWithKeyframe: first.startsWithKeyframe,
    keyBytes: endOfFirstSample(bytes, boxes, moof, first),
  };
}

/** Data offsets count from the `moof` (ISO/IEC 14496-12 8.8.7, default-base-is-moof); without one the payload begins there. */
function endOfFirstSample(bytes: Uint8Array, boxes: Box[], moof: Box, first: Fragment): number {
  const mdat = boxes.find((box) => box.type === 'mdat' && box.start > moof.start);
  if (!mdat) throw new MalformedMediaError('There is no payload.');
  const payload = mdat.body.byteOffset - bytes.byteOffset;
  const start = first.dataOffset === undefined ? payload : moof.start + first.dataOffset;
  if (start < payload || start + first.firstSize > payload + mdat.body.byteLength)
    throw new MalformedMediaError('The first sample is not in the payload.');
  return start + first.firstSize;
}

/** A full disk truncates the payload while every header is right. */
function checkPayload(boxes: Box[], expected: number): void {
  const payload = boxes
    .filter((box) => box.type === 'mdat')
    .reduce((sum, { body }) => sum + body.byteLength, 0);
  if (payload !== expected) throw new MalformedMediaError('The payload is not as long as its samples.');
}

interface Fragment extends Omit<MediaSegment, 'keyBytes'> {
  bytes: number;
  /** Of the first run, from the start of the `moof`; undefined where it is not told. */
  dataOffset: number | undefined;
  /** Bytes of the first sample. */
  firstSize: number;
}

function readFragment(moof: Uint8Array): Fragment {
  const track = needBox(moof, 'traf');
  const defaults = readDefaults(needBox(track, 'tfhd'));
  const tfdt = createReader(needBox(track, 'tfdt'));
  const version = tfdt.u8();
  tfdt.skip(3);
  const decodeTime = version === 1 ? tfdt.u64() : tfdt.u32();
  const fragment: Fragment = {
    decodeTime,
    samples: 0,
    duration: 0,
    bytes: 0,
    dataOffset: undefined,
    firstSize: 0,
    firstPresentation: Infinity,
    lastPresentation: -Infinity,
    startsWithKeyframe: false,
  };
  for (const { type, body } of readBoxes(track)) if (type === 'trun') addRun(fragment, body, defaults);
  return fragment;
}

interface Defaults {
  duration: number;
  size: number;
  flags: number;
  /** Offsets of runs count from somewhere else than the `moof`. */
  ownBase: boolean;
}

/** ISO/IEC 14496-12 8.8.7: which optional fields there are is told by the flags. */
function readDefaults(tfhd: Uint8Array): Defaults {
  const reader = createReader(tfhd, 1);
  const flags = reader.u24();
  reader.skip(4 + (flags & 0x1 ? 8 : 0) + (flags & 0x2 ? 4 : 0));
  return {
    duration: flags & 0x8 ? reader.u32() : 0,
    size: flags & 0x10 ? reader.u32() : 0,
    flags: flags & 0x20 ? reader.u32() : 0,
    ownBase: (flags & 0x1) !== 0,
  };
}

/** ISO/IEC 14496-12 8.8.8, track run. */
function addRun(fragment: Fragment, trun: Uint8Array, defaults: Defaults): void {
  const reader = createReader(trun);
  const version = reader.u8();
  const flags = reader.u24();
  const count = reader.u32();
  // Each sample has at least one field here or a default; a count beyond that is a lie, not work to do.
  if (count > 1_000_000) throw new MalformedMediaError('A run has too many samples.');
  const offset = flags & 0x1 ? reader.u32() | 0 : undefined;
  if (fragment.samples === 0 && !defaults.ownBase) fragment.dataOffset = offset;
  const firstFlags = flags & 0x4 ? reader.u32() : undefined;
  for (let index = 0; index < count; index += 1) {
    const duration = flags & 0x100 ? reader.u32() : defaults.duration;
    const size = flags & 0x200 ? reader.u32() : defaults.size;
    const own = flags & 0x400 ? reader.u32() : defaults.flags;
    const shift = flags & 0x800 ? reader.u32() : 0;
    const presentation = fragment.decodeTime + fragment.duration + (version === 1 ? shift | 0 : shift);
    if (fragment.samples === 0) fragment.firstSize = size;
    fragment.bytes += size;
    fragment.firstPresentation = Math.min(fragment.firstPresentation, presentation);
    fragment.lastPresentation = Math.max(fragment.lastPresentation, presentation);
    if (fragment.samples === 0)
      fragment.startsWithKeyframe = ((index === 0 && firstFlags ? firstFlags : own) & NON_SYNC) === 0;
    fragment.duration += duration;
    fragment.samples += 1;
  }
}
