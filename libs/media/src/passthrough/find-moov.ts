import { createReader, MalformedMediaError } from '../boxes.ts';

/** Some bytes of a file, from `start` up to, not including, `end`. */
export type ReadRange = (start: number, end: number) => Promise<Uint8Array>;

/** Where a box lies in a file, its header included. */
export interface BoxPlace {
  offset: number;
  size: number;
}

/** Real files have less than ten; a long chain of tiny boxes is there to keep us busy. */
const MAX_TOP_LEVEL_BOXES = 64;
/** The index of 12 h at 60 fps with three sounds takes about half of it. */
export const MAX_MOOV_BYTES = 64 * 1024 * 1024;
const LARGEST_HEADER = 16;

/**
 * Finds the `moov` box of a file by reading nothing but the headers of its top-level boxes, so it costs as little with
 * the index at the end as with the index first. Undefined when the file is fragmented. Throws MalformedMediaError when
 * there is none, it is too large, or the boxes do not fit.
 */
export async function findMoov(read: ReadRange, fileSize: number): Promise<BoxPlace | undefined> {
  let offset = 0;
  for (let count = 0; count < MAX_TOP_LEVEL_BOXES && offset < fileSize; count += 1) {
    const { type, size } = readHeader(
      await read(offset, Math.min(fileSize, offset + LARGEST_HEADER)),
      fileSize - offset,
    );
    if (type === 'moof' || type === 'sidx') return undefined;
    if (type === 'moov') {
      if (size > MAX_MOOV_BYTES) throw new MalformedMediaError('The index is too large.');
      return { offset, size };
    }
    offset += size;
  }
  throw new MalformedMediaError('There is no index.');
}

/** The first eight bytes of a file of the MP4 and QuickTime family name one of these. */
export const looksLikeMovie = (head: Uint8Array): boolean =>
  head.byteLength >= 8 &&
  ['ftyp', 'moov', 'mdat', 'wide', 'free', 'skip', 'pnot'].includes(createReader(head, 4).text(4));

function readHeader(head: Uint8Array, left: number): { type: string; size: number } {
  const reader = createReader(head);
  const declared = reader.u32();
  const type = reader.text(4);
  // 1: the size follows in 64 bits. 0: up to the end of the file.
  const size = declared === 1 ? reader.u64() : declared === 0 ? left : declared;
  if (size < (declared === 1 ? 16 : 8) || size > left) {
    throw new MalformedMediaError(`Box ${JSON.stringify(type)} does not fit.`);
  }
  return { type, size };
}
