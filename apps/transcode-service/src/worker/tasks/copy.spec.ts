import { readInitSegment, readMediaSegment } from '@matinee/media';
import { describe, expect, it } from 'vitest';
import { BLOCK_BYTES } from '../byte-source.ts';
import { createBlockCache } from '../block-cache.ts';
import { ffmpeg, lavfi, withClips } from '../spec-clips.ts';
import { copyAll, copyTo, friendly, judged, pictures, planCopies, type Shown } from '../spec-copies.ts';
import { withWorker } from '../spec-kit.ts';
import { runCopyTask } from './copy.ts';

const clips = withClips();
const worker = withWorker();

const sound = (seconds: number) => [...lavfi(`sine=440:r=48000:d=${seconds}`), '-c:a', 'aac'];
const uneven = "select='not(eq(mod(n\\,7)\\,3))'";

/** A clip made of another one without encoding it. */
async function remade(name: string, input: string[], output: string[] = []) {
  await ffmpeg(...input, '-c', 'copy', ...output, clips.path(name));
  return clips.make(`again-${name}`, '-i', clips.path(name), '-map', '0', '-c', 'copy', ...output);
}

/** Half a frame of the slowest clip here, in seconds. */
const HALF_A_FRAME = 0.021;

/**
 * Both files show the same pictures at the same times, counted from `start` in the source; the first picture of each of
 * the `segments` stands on the nearest frame of the output clock, where the encoded renditions have it.
 */
function expectSame(copied: Shown[], source: Shown[], start: number, segments: number) {
  expect(copied.map(({ hash }) => hash)).toEqual(source.map(({ hash }) => hash));
  const errors = copied.map(({ time }, at) => Math.abs(time - copied[0]!.time - (source[at]!.time - start)));
  expect(errors.filter((error) => error > 0.0005).length).toBeLessThanOrEqual(segments);
  // A late first picture is held from the start on.
  expect(Math.max(0, ...errors.slice(1))).toBeLessThan(HALF_A_FRAME);
}

describe('a copied rendition shows every picture of its source at its time', () => {
  it.each<[string, string, string[]]>([
    ['with B-frames and the index last', 'mp4', friendly()],
    [
      'with the index first, at 29.97 frames per second',
      'mov',
      [...friendly({ rate: '30000/1001' }), '-movflags', '+faststart'],
    ],
    ['at 23.976 with groups of 2.5 s', 'mp4', friendly({ rate: '24000/1001', gop: 60 })],
    ['with frames at uneven times', 'mp4', [...friendly({ filters: uneven }), '-fps_mode', 'vfr']],
    ['without B-frames, in Baseline', 'mp4', [...friendly(), '-bf', '0', '-profile:v', 'baseline']],
    ['of keyframes alone', 'mp4', [...friendly({ seconds: 5, gop: 1 }), '-crf', '40']],
    [
      'with negative offsets instead of an edit list',
      'mp4',
      [...friendly(), '-movflags', '+negative_cts_offsets'],
    ],
    ['without an edit list', 'mp4', [...friendly(), '-use_editlist', '0']],
    ['with 64-bit times and sound', 'mp4', [...sound(9), ...friendly(), '-video_track_timescale', '90000']],
    ['with one frame', 'mp4', friendly({ seconds: 0.03 })],
  ])('%s', async (name, extension, args) => {
    const file = `${name.replaceAll(/\W/g, '-')}.${extension}`;
    const source = worker.upload(await clips.make(file, ...args));
    const [first, ...more] = await copyTo(worker, source, clips.path('copied.mp4'));
    expect(more).toEqual([]);
    const shown = await pictures(clips.path(file));
    // No sound begins earlier, so the container starts with the picture.
    expectSame(await pictures(clips.path('copied.mp4')), shown, shown[0]!.time, first!.segments.length);
    expect(readMediaSegment(worker.media(first!.segments[0]!.key)!)).toMatchObject({ firstPresentation: 0 });
  });

  it('when the picture starts a little after the sound', async () => {
    const tone = sound(9).slice(0, 4);
    const picture = ['-itsoffset', '0.02', ...friendly(), '-fps_mode', 'passthrough'];
    const late = await clips.make('late.mp4', ...tone, ...picture);
    const source = worker.upload(late);
    await copyTo(worker, source, clips.path('copied.mp4'));
    const shown = await pictures(clips.path('late.mp4'));
    expect(shown[0]!.time).toBeGreaterThan(0.01);
    expectSame(await pictures(clips.path('copied.mp4')), shown, 0, 3);
  });

  it('when it was cut at a keyframe', async () => {
    await clips.make('whole.mp4', ...friendly());
    const cut = await remade('cut.mp4', ['-ss', '2', '-i', clips.path('whole.mp4')]);
    await copyTo(worker, worker.upload(cut), clips.path('copied.mp4'));
    const shown = await pictures(clips.path('again-cut.mp4'));
    expect(shown.length).toBe(210);
    expectSame(await pictures(clips.path('copied.mp4')), shown, 0, 3);
  });
});

describe('a source that needs encoding is told from its file', () => {
  it.each<[string, string, string[]]>([
    ['open_gop', 'mp4', [...friendly({ gop: 60 }), '-x264-params', 'open_gop=1:bframes=3:b-adapt=0']],
    ['gop', 'mp4', friendly({ gop: 400 })],
    ['interlaced', 'mp4', [...friendly({ seconds: 1, size: '480x288' }), '-flags', '+ildct+ilme']],
    ['pixel_format', 'mp4', [...friendly({ seconds: 1 }), '-pix_fmt', 'yuv422p', '-profile:v', 'high422']],
    ['pixel_aspect', 'mp4', [...friendly({ seconds: 1 }), '-aspect', '4:3']],
    ['color', 'mp4', [...friendly({ seconds: 1 }), '-color_range', 'pc', '-vf', 'setparams=range=pc']],
    ['bitrate', 'mp4', [...friendly({ seconds: 5, filters: 'noise=alls=80:allf=t' }), '-crf', '10']],
    ['long_sound', 'mp4', [...sound(6), ...friendly({ seconds: 3 })]],
    ['frame_rate', 'mp4', friendly({ seconds: 2, rate: '100' })],
    ['container', 'mkv', friendly({ seconds: 1 })],
    ['container', 'mp4', [...friendly({ seconds: 1 }), '-movflags', '+frag_keyframe+empty_moov']],
    ['codec', 'mp4', [...lavfi('testsrc2=s=480x270:r=30:d=1'), '-c:v', 'mpeg4']],
  ])('%s (%s)', async (reason, extension, args) => {
    const clip = await clips.make(`${reason}.${extension}`, ...args);
    const { passthrough } = await judged(worker, worker.upload(clip));
    expect(passthrough).toEqual({ reasons: expect.arrayContaining([reason]) });
  });

  it.each([
    ['edit_list', ['-ss', '1.37'], []],
    ['rotation', [], ['-metadata:s:v:0', 'rotate=90']],
  ])('%s', async (reason, input, output) => {
    await clips.make('whole.mp4', ...friendly({ seconds: 5 }));
    const clip = await clips.make(
      `${reason}.mp4`,
      ...input,
      '-i',
      clips.path('whole.mp4'),
      '-c',
      'copy',
      ...output,
    );
    const { passthrough } = await judged(worker, worker.upload(clip));
    expect(passthrough).toEqual({ reasons: [reason] });
  });
});

describe('the copy task', () => {
  it('gives whole segments with their keyframes, in parts that join', async () => {
    const source = worker.upload(await clips.make('a.mp4', ...friendly({ seconds: 12 })));
    worker.progress.length = 0;
    const [first, second, ...none] = await copyTo(worker, source, clips.path('copied.mp4'), 2);
    expect(none).toEqual([]);
    expect(second!.initSha256).toBe(first!.initSha256);
    expect(first).toMatchObject({ name: 'v270', codec: 'avc1.640015', timescale: 15360 });
    const init = readInitSegment(worker.media(first!.initKey)!);
    expect(init.video).toMatchObject({ width: 480, height: 270, color: { matrix: 1 } });
    const segments = [...first!.segments, ...second!.segments];
    expect(segments.map(({ index }) => index)).toEqual([0, 1, 2]);
    let ticks = 0;
    for (const segment of segments) {
      const bytes = worker.media(segment.key)!;
      expect(segment.bytes).toBe(bytes.byteLength);
      const read = readMediaSegment(bytes);
      expect(read).toMatchObject({ decodeTime: ticks, firstPresentation: ticks, keyBytes: segment.keyBytes });
      ticks += segment.ticks;
    }
    expect(ticks / 15360).toBe(12);
    // The first one is told while the second one is still to come.
    expect(worker.progress[0]![0]!.segments.map(({ index }) => index)).toEqual([0]);
  });

  it('reads the index and the bytes of its segments, of a file that is much larger', async () => {
    const clip = Buffer.from(await clips.make('small.mp4', ...friendly({ seconds: 12 })));
    const moov = clip.lastIndexOf('moov') - 4;
    const free = Buffer.alloc(30 * BLOCK_BYTES);
    free.writeUInt32BE(free.length);
    free.write('free', 4);
    const source = worker.upload(Buffer.concat([clip.subarray(0, moov), free, clip.subarray(moov)]));
    const [first] = await planCopies(worker, source, 1);
    const context = await worker.context(first!);
    worker.store.reads.length = 0;
    // As on another machine than the one that probed.
    await runCopyTask({ ...context, cache: createBlockCache(1024 ** 3) });
    const read = worker.store.reads.reduce((sum, { start, end }) => sum + end - start, 0);
    expect(read).toBeLessThanOrEqual(2 * BLOCK_BYTES);
    expect(source.size).toBeGreaterThan(30 * BLOCK_BYTES);
  });

  /** Where the first NAL unit of a type begins, behind its length. */
  function firstUnit(clip: Buffer, type: number): number {
    let at = clip.indexOf('mdat') + 8;
    while ((clip[at]! & 31) !== type) at += 4 + clip.readUInt32BE(at - 4);
    return at;
  }

  /** A good source whose bytes are changed after it was planned. */
  async function planned(change: (bytes: Buffer, keyframe: number) => void) {
    const clip = Buffer.from(await clips.make('good.mp4', ...friendly({ seconds: 5 })));
    const source = worker.upload(clip);
    const specs = await planCopies(worker, source);
    change(clip, firstUnit(clip, 5));
    return () =>
      copyAll(
        worker,
        specs.map((spec) => ({ ...spec, source: worker.upload(clip) })),
      );
  }

  it.each<[string, (bytes: Buffer, keyframe: number) => void]>([
    ['whose samples are no pictures', (bytes, keyframe) => bytes.fill(0x41, keyframe - 4, keyframe + 2000)],
    [
      'whose first picture cannot be decoded',
      (bytes, keyframe) => bytes.fill(0xff, keyframe + 1, keyframe + 300),
    ],
    ['whose first picture is no keyframe', (bytes, keyframe) => (bytes[keyframe] = 0x41)],
    ['whose index is another one', (bytes) => bytes.writeUInt32BE(3, bytes.lastIndexOf('stss') + 8)],
  ])('refuses a source %s', async (_, change) => {
    const copying = await planned(change);
    await expect(copying()).rejects.toMatchObject({ code: 'damaged', retriable: false });
  });

  it('fails as a failure of the storage when the source cannot be read', async () => {
    const copying = await planned(() => undefined);
    worker.store.trouble = (doing) => {
      if (doing === 'read') throw new Error('503');
    };
    await expect(copying()).rejects.toMatchObject({ code: 'storage_unavailable', retriable: true });
    worker.store.trouble = () => undefined;
  });
});
