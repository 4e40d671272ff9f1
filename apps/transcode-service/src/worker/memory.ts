const MiB = 1024 ** 2;
const GiB = 1024 * MiB;

/** Programs, libraries and the buffers that do not depend on the task. */
const BASE = 2 * GiB;
/** Stack, allocator and frames in work of one thread of one encoder, 2160p at most. */
const PER_THREAD = 64 * MiB;
/** SVT-AV1 keeps that much for itself whatever its threads; 2.7 GiB were measured at 1080p, 0.5 of them touched. */
const PER_AV1 = 4 * GiB;
/** Pictures that a decoder and the filters behind it keep besides one per thread. */
const KEPT_PICTURES = 24;
/** 4:2:0 of 10 bits. */
const BYTES_PER_PIXEL = 3;

/**
 * Address space (bytes) that encoding one chunk may take: what it needs, and no more than that by far, so that a bomb
 * ends early. Measured with all seven rungs up to 2160p: 2.5 GiB with 2 threads, 8.0 GiB with 16; from 8K 1.7 GiB with
 * 2 threads and the rungs of one task.
 */
export function encodingAddressSpace(
  source: { width: number; height: number },
  rungs: readonly { codec: 'h264' | 'av1' }[],
  threads: number,
): number {
  const decoded = source.width * source.height * BYTES_PER_PIXEL * (threads + KEPT_PICTURES);
  const av1 = rungs.filter(({ codec }) => codec === 'av1').length;
  return BASE + decoded + threads * (rungs.length + 1) * PER_THREAD + av1 * PER_AV1;
}

/** Everything that makes no picture of all rungs: sound, copies, a single still. 8K pictures take 1 GiB to decode. */
export const SMALL_ADDRESS_SPACE = 4 * GiB;
