import type { BlockCache } from './block-cache.ts';
import { inParallel } from './in-parallel.ts';
import type { ObjectReader, ObjectRef } from './ports.ts';
import { withRetries } from './retry.ts';

/** Bytes to be served to ffmpeg. */
export interface ByteSource {
  size: number;
  /** Some bytes from `start` on, at least one; rejects when they cannot be had. */
  read(start: number): Promise<Uint8Array>;
}

/** A source of which exact ranges can be had as well, without anything being fetched ahead. */
export interface RangeSource extends ByteSource {
  range(start: number, end: number): Promise<Uint8Array>;
}

export const BLOCK_BYTES = 1024 * 1024;
/** Blocks fetched ahead of a reader that goes straight on. */
const READ_AHEAD = 3;
/** A stalled range is asked for again alone, on a new connection (S3 performance guidelines). */
const RANGE_TIMEOUT_MS = 10_000;
const TRIES = 4;

/** A range, checked for its length: a broken connection may look like a short answer, and to ffmpeg like the end. */
function readRange(
  reader: ObjectReader,
  object: ObjectRef,
  range: { start: number; end: number },
  signal?: AbortSignal,
) {
  const attempt = async (timeLimit: AbortSignal) => {
    const bytes = await reader.read(object, range.start, range.end, timeLimit);
    const wanted = range.end - range.start;
    if (bytes.byteLength !== wanted) throw new Error(`Got ${bytes.byteLength} of ${wanted} bytes.`);
    return bytes;
  };
  return withRetries(attempt, { times: TRIES, timeoutMs: RANGE_TIMEOUT_MS, ...(signal && { signal }) });
}

/** One object, read in blocks through the cache that all tasks of the process share. */
export function objectSource(
  reader: ObjectReader,
  cache: BlockCache,
  object: ObjectRef,
  size: number,
): RangeSource {
  const blocks = Math.ceil(size / BLOCK_BYTES);
  let previous = -1;
  // Not tied to a task's signal: another task may wait for the same block.
  const block = (index: number) =>
    cache.get(`${object.bucket}/${object.key}/${size}/${index}`, () =>
      readRange(reader, object, {
        start: index * BLOCK_BYTES,
        end: Math.min(size, (index + 1) * BLOCK_BYTES),
      }),
    );
  return {
    size,
    async read(start) {
      const index = Math.floor(start / BLOCK_BYTES);
      const wanted = block(index);
      if (index === previous + 1) {
        for (let ahead = index + 1; ahead <= Math.min(index + READ_AHEAD, blocks - 1); ahead += 1) {
          // A failure shows when the block is wanted; the cache forgets it and it is tried again.
          block(ahead).catch(() => undefined);
        }
      }
      previous = index;
      return (await wanted).subarray(start - index * BLOCK_BYTES);
    },
    async range(start, end) {
      if (start < 0 || end > size || start >= end)
        throw new RangeError(`No bytes ${start} to ${end} of ${size}.`);
      const bytes = new Uint8Array(end - start);
      const first = Math.floor(start / BLOCK_BYTES);
      const wanted = Array.from(
        { length: Math.ceil(end / BLOCK_BYTES) - first },
        (_, count) => first + count,
      );
      await inParallel(wanted, READ_AHEAD, async (index) => {
        const from = index * BLOCK_BYTES;
        const part = (await block(index)).subarray(Math.max(0, start - from), end - from);
        bytes.set(part, Math.max(0, from - start));
      });
      return bytes;
    },
  };
}

/** Objects one after the other as if they were one; each is fetched whole. For the segments of a rendition. */
export function joinedSource(
  reader: ObjectReader,
  parts: readonly (ObjectRef & { size: number })[],
  signal: AbortSignal,
): ByteSource {
  const ends: number[] = [];
  for (const part of parts) ends.push((ends.at(-1) ?? 0) + part.size);
  let last: { index: number; bytes: Promise<Uint8Array> } | undefined;
  return {
    size: ends.at(-1) ?? 0,
    async read(start) {
      const index = ends.findIndex((end) => end > start);
      const part = parts[index]!;
      if (last?.index !== index) {
        last = { index, bytes: readRange(reader, part, { start: 0, end: part.size }, signal) };
      }
      const bytes = await last.bytes;
      return bytes.subarray(start - (ends[index]! - part.size));
    },
  };
}
