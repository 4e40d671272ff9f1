import { describe, expect, it } from 'vitest';
import { MalformedMediaError } from '../boxes.ts';
import { box, join, u32, u64 } from './box-writer.ts';
import { findMoov, looksLikeMovie, MAX_MOOV_BYTES } from './find-moov.ts';

/** A file that says how large it is, with only the bytes that are asked for. */
function file(bytes: Uint8Array, size = bytes.length) {
  const reads: number[] = [];
  const read = async (start: number, end: number) => {
    reads.push(end - start);
    return bytes.slice(start, end);
  };
  return { find: () => findMoov(read, size), reads };
}
const moov = box('moov', box('mvhd', [1, 2, 3]));
const ftyp = box('ftyp', 'isom');
const large = (size: number) => join(u32(1), 'mdat', u64(16 + size), new Uint8Array(size));

describe('finding the index', () => {
  it.each([
    ['first', join(ftyp, moov, box('mdat', new Uint8Array(1000)))],
    ['last', join(ftyp, box('free'), box('mdat', new Uint8Array(1000)), moov)],
    ['behind a box with a 64-bit size', join(ftyp, large(1000), moov)],
  ])('reads headers only: %s', async (_, bytes) => {
    const { find, reads } = file(bytes);
    const place = (await find())!;
    expect(bytes.slice(place.offset, place.offset + place.size)).toEqual(moov);
    expect(reads.length).toBeLessThan(5);
    expect(Math.max(...reads)).toBe(16);
  });

  it('takes a last box without a size as one that goes on to the end', async () => {
    const { find } = file(join(ftyp, u32(0), 'moov', [1, 2, 3]));
    expect(await find()).toEqual({ offset: ftyp.length, size: 11 });
  });

  it('stops at a fragment', async () => {
    expect(await file(join(ftyp, box('moof'), moov)).find()).toBeUndefined();
  });

  it.each([
    ['without one', join(ftyp, box('mdat'))],
    ['with a box that is larger than the file', join(ftyp, u32(100), 'mdat')],
    ['with a box that is smaller than its header', join(u32(4), 'mdat', moov)],
    ['that ends in a header', join(ftyp, [0, 0])],
    ['with a chain of tiny boxes', join(...Array.from({ length: 64 }, () => box('free')), moov)],
    ['that is empty', new Uint8Array()],
  ])('gives up on a file %s', async (_, bytes) => {
    await expect(file(bytes).find()).rejects.toThrow(MalformedMediaError);
  });

  it('gives up on an index that does not fit into memory', async () => {
    const bytes = join(u32(MAX_MOOV_BYTES + 1), 'moov');
    await expect(file(bytes, MAX_MOOV_BYTES + 1).find()).rejects.toThrow('too large');
  });

  it('is worth trying when the file begins with a box of the family', () => {
    expect(looksLikeMovie(ftyp)).toBe(true);
    expect(looksLikeMovie(box('mdat'))).toBe(true);
    expect(looksLikeMovie(join([0x1a, 0x45, 0xdf, 0xa3], 'webm'))).toBe(false);
    expect(looksLikeMovie(ftyp.slice(0, 6))).toBe(false);
  });
});
