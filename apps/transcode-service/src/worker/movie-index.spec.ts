import { MalformedMediaError } from '@matinee/media';
import { describe, expect, it } from 'vitest';
import { createBlockCache } from './block-cache.ts';
import { BLOCK_BYTES, objectSource } from './byte-source.ts';
import { readMovieIndex } from './movie-index.ts';
import { memoryStore } from './spec-kit.ts';
import { lavfi, withClips, x264 } from './spec-clips.ts';

const clips = withClips();

/** A file in the store, and how many bytes of it were read. */
function stored(bytes: Uint8Array) {
  const store = memoryStore();
  store.objects.set('originals/a', bytes);
  const source = objectSource(
    store,
    createBlockCache(1024 ** 3),
    { bucket: 'originals', key: 'a' },
    bytes.length,
  );
  return { source, read: () => store.reads.reduce((sum, { start, end }) => sum + end - start, 0) };
}
const box = (type: string, size: number) => {
  const bytes = Buffer.alloc(size);
  bytes.writeUInt32BE(size);
  bytes.write(type, 4, 'latin1');
  return bytes;
};

describe('the index of a movie', () => {
  it('at the end of a large file costs the blocks that hold it and the headers before it', async () => {
    const media = 40 * BLOCK_BYTES;
    const moov = box('moov', 2 * BLOCK_BYTES + 100);
    moov.fill(7, 8);
    const { source, read } = stored(Buffer.concat([box('ftyp', 24), box('mdat', media), moov]));
    const index = (await readMovieIndex(source))!;
    expect(index).toMatchObject({ offset: 24 + media, size: moov.length });
    expect(Buffer.compare(index.moov, moov)).toBe(0);
    expect(read()).toBeLessThanOrEqual(4 * BLOCK_BYTES);
  });

  it('is found in what ffmpeg writes, and not in other containers or in fragments', async () => {
    const picture = [...lavfi('color=s=64x64:r=10:d=1'), ...x264()];
    const last = await clips.make('last.mp4', ...picture);
    const first = await clips.make('first.mov', ...picture, '-movflags', '+faststart');
    const fragments = await clips.make('fragments.mp4', ...picture, '-movflags', '+frag_keyframe+empty_moov');
    const other = await clips.make('other.mkv', ...picture);
    for (const file of [last, first]) {
      const { offset, size, moov } = (await readMovieIndex(stored(file).source))!;
      expect(Buffer.compare(moov, file.subarray(offset, offset + size))).toBe(0);
      expect(Buffer.from(moov).toString('latin1', 4, 8)).toBe('moov');
    }
    expect((await readMovieIndex(stored(first).source))!.offset).toBeLessThan(100);
    expect(await readMovieIndex(stored(other).source)).toBeUndefined();
    expect(await readMovieIndex(stored(new Uint8Array(3)).source)).toBeUndefined();
    // Its moov has no samples, which the judge sees.
    expect(await readMovieIndex(stored(fragments).source)).toBeDefined();
  });

  it('that is not there is told from a file that cannot be read', async () => {
    const broken = stored(Buffer.concat([box('ftyp', 24), box('mdat', 100).subarray(0, 50)]));
    await expect(readMovieIndex(broken.source)).rejects.toThrow(MalformedMediaError);
    const missing = objectSource(
      memoryStore(),
      createBlockCache(1e6),
      { bucket: 'originals', key: 'b' },
      100,
    );
    await expect(readMovieIndex(missing)).rejects.not.toThrow(MalformedMediaError);
  });
});

describe('exact ranges', () => {
  const bytes = Uint8Array.from({ length: 2 * BLOCK_BYTES + 10 }, (_, at) => at % 251);

  it.each([
    ['inside a block', 5, 50],
    ['over a boundary', BLOCK_BYTES - 3, BLOCK_BYTES + 4],
    ['of several blocks', 7, bytes.length - 1],
    ['of all', 0, bytes.length],
  ])('are given as asked: %s', async (_, start, end) => {
    const range = await stored(bytes).source.range(start, end);
    expect(Buffer.compare(range, bytes.subarray(start, end))).toBe(0);
  });

  it('outside of the file are refused', async () => {
    await expect(stored(bytes).source.range(0, bytes.length + 1)).rejects.toThrow(RangeError);
  });
});
