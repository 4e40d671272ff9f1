import { createReader, findBox, MalformedMediaError, needBox } from '../boxes.ts';
import { sourceLimits } from '../probe.ts';

/** What the sample tables of a track say, per sample in decode order. Times in ticks of the track's timescale. */
export interface SampleIndex {
  count: number;
  /** Byte positions in the file. */
  offsets: Float64Array;
  /** Bytes. */
  sizes: Uint32Array;
  decodeTimes: Float64Array;
  /** Until the next sample is decoded. */
  durations: Uint32Array;
  /** Presentation minus decode time. */
  compositionOffsets: Int32Array;
  /** 1 for a sync sample (keyframe). */
  sync: Uint8Array;
}

/** Twelve hours at 60 fps; 29 bytes of memory each. */
export const MAX_SAMPLES = sourceLimits.seconds * 60;

/**
 * Reads the sample tables (`stbl`, ISO/IEC 14496-12 8.6 and 8.7). The bytes are a stranger's: every count is held
 * against the bytes that are there and against MAX_SAMPLES before anything is allocated, and every loop is bounded by
 * both. Throws MalformedMediaError.
 */
export function readSampleIndex(stbl: Uint8Array): SampleIndex {
  const sizes = readSizes(needBox(stbl, 'stsz'));
  const count = sizes.length;
  const { decodeTimes, durations } = readDecodeTimes(needBox(stbl, 'stts'), count);
  return {
    count,
    sizes,
    decodeTimes,
    durations,
    offsets: readOffsets(stbl, sizes),
    compositionOffsets: readCompositionOffsets(findBox(stbl, 'ctts'), count),
    sync: readSync(findBox(stbl, 'stss'), count),
  };
}

/** A table after its version, flags and `head` further bytes: the count, checked, and a view of the entries. */
function openTable(body: Uint8Array, entryBytes: number) {
  const reader = createReader(body, 4);
  const entries = reader.u32();
  if (entries * entryBytes > reader.left())
    throw new MalformedMediaError('A table has less entries than it says.');
  const view = new DataView(body.buffer, body.byteOffset + 8, entries * entryBytes);
  return { entries, u32: (index: number) => view.getUint32(index * 4) };
}

function readSizes(stsz: Uint8Array): Uint32Array {
  const reader = createReader(stsz, 4);
  const common = reader.u32();
  const count = reader.u32();
  if (count === 0) throw new MalformedMediaError('There is no sample.');
  if (count > MAX_SAMPLES || (common === 0 && count * 4 > reader.left())) {
    throw new MalformedMediaError('There are too many samples.');
  }
  const sizes = new Uint32Array(count).fill(common);
  if (common > 0) return sizes;
  for (let index = 0; index < count; index += 1) {
    sizes[index] = reader.u32();
    if (sizes[index] === 0) throw new MalformedMediaError('A sample is empty.');
  }
  return sizes;
}

function readDecodeTimes(stts: Uint8Array, count: number) {
  const table = openTable(stts, 8);
  const decodeTimes = new Float64Array(count);
  const durations = new Uint32Array(count);
  let sample = 0;
  let time = 0;
  for (let entry = 0; entry < table.entries; entry += 1) {
    const run = table.u32(2 * entry);
    const delta = table.u32(2 * entry + 1);
    if (run > count - sample) throw new MalformedMediaError('There are more times than samples.');
    // Negative in disguise: some writers of broken files mean a step back.
    if (delta > 0x7fffffff) throw new MalformedMediaError('A sample lasts too long.');
    for (const end = sample + run; sample < end; sample += 1) {
      decodeTimes[sample] = time;
      durations[sample] = delta;
      // Only the last one may have no length, which then nobody knew.
      if (delta === 0 && sample < count - 1) throw new MalformedMediaError('Two samples have the same time.');
      time += delta;
    }
  }
  if (sample < count) throw new MalformedMediaError('There are fewer times than samples.');
  if (durations[count - 1] === 0) durations[count - 1] = durations[count - 2] ?? 1;
  return { decodeTimes, durations };
}

/** Read as signed in both versions: QuickTime writes negative ones into version 0. Missing at the end means zero. */
function readCompositionOffsets(ctts: Uint8Array | undefined, count: number): Int32Array {
  const offsets = new Int32Array(count);
  if (!ctts) return offsets;
  const table = openTable(ctts, 8);
  let sample = 0;
  for (let entry = 0; entry < table.entries; entry += 1) {
    const run = table.u32(2 * entry);
    if (run > count - sample) throw new MalformedMediaError('There are more offsets than samples.');
    offsets.fill(table.u32(2 * entry + 1), sample, sample + run);
    sample += run;
  }
  return offsets;
}

/** Without the table every sample is a sync sample. */
function readSync(stss: Uint8Array | undefined, count: number): Uint8Array {
  if (!stss) return new Uint8Array(count).fill(1);
  const sync = new Uint8Array(count);
  const table = openTable(stss, 4);
  for (let entry = 0; entry < table.entries; entry += 1) {
    const number = table.u32(entry);
    if (number < 1 || number > count) throw new MalformedMediaError('A keyframe is not there.');
    sync[number - 1] = 1;
  }
  return sync;
}

/** Chunk offsets and samples per chunk, put together. */
function readOffsets(stbl: Uint8Array, sizes: Uint32Array): Float64Array {
  const large = findBox(stbl, 'co64');
  const chunks = openTable(large ?? needBox(stbl, 'stco'), large ? 8 : 4);
  const chunkOffset = (chunk: number) =>
    large ? chunks.u32(2 * chunk) * 2 ** 32 + chunks.u32(2 * chunk + 1) : chunks.u32(chunk);
  const runs = openTable(needBox(stbl, 'stsc'), 12);
  const offsets = new Float64Array(sizes.length);
  let sample = 0;
  for (let run = 0; run < runs.entries; run += 1) {
    const first = runs.u32(3 * run);
    const perChunk = runs.u32(3 * run + 1);
    const next = run + 1 < runs.entries ? runs.u32(3 * run + 3) : chunks.entries + 1;
    const ordered = (run > 0 || first === 1) && next > first && next <= chunks.entries + 1;
    if (!ordered || perChunk === 0) throw new MalformedMediaError('The chunks are out of order.');
    if (runs.u32(3 * run + 2) !== 1) throw new MalformedMediaError('A chunk has another description.');
    for (let chunk = first - 1; chunk < next - 1; chunk += 1) {
      let offset = chunkOffset(chunk);
      if (perChunk > sizes.length - sample)
        throw new MalformedMediaError('There are more places than samples.');
      for (const end = sample + perChunk; sample < end; sample += 1) {
        offsets[sample] = offset;
        offset += sizes[sample]!;
      }
      if (offset > Number.MAX_SAFE_INTEGER) throw new MalformedMediaError('A sample lies beyond any file.');
    }
  }
  if (sample < sizes.length) throw new MalformedMediaError('There are fewer places than samples.');
  return offsets;
}
