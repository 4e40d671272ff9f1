import { readMediaSegment } from '@matinee/media';
import { describe, expect, it } from 'vitest';
import { lavfi, numberedPicture, withClips, x264 } from './spec-clips.ts';
import { withWorker } from './spec-kit.ts';
import { encodeAll, planVideo } from './spec-plan.ts';

const clips = withClips();
const worker = withWorker();
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

/** Encodes in chunks of one segment and checks what holds for every source. */
async function inChunks(name: string, ...args: string[]) {
  const source = worker.upload(await clips.make(name, ...args));
  const specs = await planVideo(worker, source, 1);
  const chunked = await encodeAll(worker, specs, clips.path(`${name}.joined.mp4`));
  const inits = new Set(chunked.renditions.map((rendition) => rendition.initSha256));
  expect(inits.size, 'one EXT-X-MAP is enough').toBe(1);
  let ticks = 0;
  for (const { key, ticks: length } of chunked.renditions.flatMap((rendition) => rendition.segments)) {
    const segment = readMediaSegment(worker.media(key)!);
    expect(segment.decodeTime).toBe(ticks);
    ticks += length;
  }
  return { ...chunked, source, specs };
}

describe('chunks put together are the film, frame by frame', () => {
  it('at a constant rate, with B-frames and one keyframe in 250 frames', async () => {
    const { numbers, frames } = await inChunks(
      'cfr.mp4',
      ...lavfi(numberedPicture({ rate: '30', seconds: 9 })),
      ...x264(),
    );
    expect(numbers).toEqual(upTo(270));
    expect(Math.max(...worker.fractions), 'told while the chunk is made').toBeCloseTo(0.95);
    expect(frames).toEqual([120, 120, 30]);
  });

  it('at 30000/1001 frames per second', async () => {
    const picture = numberedPicture({ rate: '30000/1001', seconds: 9 });
    const { numbers, renditions } = await inChunks('ntsc.mp4', ...lavfi(picture), ...x264(48));
    expect(numbers).toEqual(upTo(numbers.length));
    expect(numbers.length).toBeGreaterThanOrEqual(269);
    expect(renditions[0]).toMatchObject({ timescale: 30000, segments: [{ ticks: 120 * 1001 }] });
  });

  it('at a variable rate, the same as in one piece', async () => {
    const vfr = `${numberedPicture({ rate: '30', seconds: 9 })},select='lt(mod(n*7,11),6)'`;
    const chunked = await inChunks('vfr.mp4', ...lavfi(vfr), '-fps_mode', 'vfr', ...x264());
    const whole = await encodeAll(
      worker,
      await planVideo(worker, chunked.source, 9),
      clips.path('whole.mp4'),
    );
    expect(chunked.numbers).toEqual(whole.numbers);
    expect(new Set(chunked.numbers).size).toBeGreaterThan(140);
  });

  it('in a transport stream that starts at 1.4 s, although it has no index of keyframes', async () => {
    const args = [...lavfi(numberedPicture({ rate: '25', seconds: 9 })), ...x264()];
    const { numbers } = await inChunks('late.ts', ...args);
    expect(numbers).toEqual(upTo(225));
  });

  it.each([
    [
      'live.webm',
      ['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-g', '100', '-f', 'webm', '-live', '1'],
    ],
    ['old.avi', ['-c:v', 'mpeg4', '-q:v', '3', '-g', '100', '-bf', '0']],
    ['camera.flv', ['-c:v', 'flv', '-q:v', '3', '-g', '100']],
    ['tape.mpg', ['-c:v', 'mpeg2video', '-q:v', '3', '-g', '100']],
    ['fragmented.mp4', [...x264(100), '-movflags', 'frag_keyframe+empty_moov+default_base_moof']],
    ['apple.mov', [...x264(100), '-f', 'mov']],
    ['tape.mxf', ['-c:v', 'mpeg2video', '-q:v', '3', '-g', '15']],
    ['windows.wmv', ['-c:v', 'wmv2', '-q:v', '3', '-g', '100']],
  ])('in other containers: %s', async (name, encoder) => {
    const picture = numberedPicture({ rate: '25', seconds: 9 });
    const source = worker.upload(await clips.make(name, ...lavfi(picture), ...encoder));
    const [first] = await planVideo(worker, source, 1);
    const specs = [0, 1, 2].map((firstSegment) => ({
      ...first!,
      firstSegment,
      firstFrame: firstSegment * 100,
      segmentFrames: [100],
    }));
    const { numbers } = await encodeAll(worker, specs, clips.path(`${name}.joined.mp4`));
    expect(numbers).toEqual(upTo(225));
  });

  it('where a picture stands still for longer than a chunk', async () => {
    // Frames 0 to 29, then nothing until frame 240.
    const still = `${numberedPicture({ rate: '30', seconds: 9 })},select='lt(n,30)+gte(n,240)'`;
    const { numbers } = await inChunks(
      'still.mkv',
      ...lavfi(still),
      '-fps_mode',
      'vfr',
      ...x264(),
      '-f',
      'matroska',
    );
    expect(numbers.slice(28, 241)).toEqual([28, ...Array<number>(211).fill(29), 240]);
  });

  it('that ends where the picture ends, although the sound goes on', async () => {
    const picture = lavfi(numberedPicture({ rate: '30', seconds: 5 }));
    const source = worker.upload(
      await clips.make('short.mp4', ...picture, ...lavfi('sine=440:d=9'), ...x264(), '-c:a', 'aac'),
    );
    const specs = (await planVideo(worker, source, 1)).map((spec) => ({ ...spec, segmentFrames: [120] }));
    const beyond = { ...specs[0]!, firstSegment: 2, firstFrame: 240 };
    const encoded = await encodeAll(worker, [...specs, beyond], clips.path('short-joined.mp4'));
    expect(encoded.frames).toEqual([120, 30, 0]);
    expect(encoded.numbers).toEqual(upTo(150));
  });

  it('that starts with its first frame held where the sound starts earlier', async () => {
    const picture = ['-itsoffset', '0.5', ...lavfi(numberedPicture({ rate: '30', seconds: 2 }))];
    const sound = lavfi('sine=440:d=2');
    const { numbers } = await inChunks('held.mp4', ...picture, ...sound, ...x264(), '-c:a', 'aac');
    expect(numbers.slice(0, 17)).toEqual([...Array<number>(16).fill(0), 1]);
  });
});

describe('segments of any lengths', () => {
  it('begin with a keyframe and hold the frames they are asked for', async () => {
    const picture = numberedPicture({ rate: '30000/1001', seconds: 9 });
    const source = worker.upload(await clips.make('uneven.mp4', ...lavfi(picture), ...x264(48)));
    const [first] = await planVideo(worker, source, 1);
    const specs = [
      { ...first!, segmentFrames: [100, 37] },
      { ...first!, firstSegment: 2, firstFrame: 137, segmentFrames: [90, 200] },
    ];
    const { numbers, renditions } = await encodeAll(worker, specs, clips.path('uneven.joined.mp4'));
    expect(numbers).toEqual(upTo(numbers.length));
    const lengths = renditions.flatMap(({ segments }) => segments.map(({ ticks }) => ticks / 1001));
    expect(lengths).toEqual([100, 37, 90, numbers.length - 227]);
  });

  it('go on with the last picture where only the sound does', async () => {
    const picture = numberedPicture({ rate: '30', seconds: 5 });
    const source = worker.upload(await clips.make('held-end.mp4', ...lavfi(picture), ...x264()));
    const [first] = await planVideo(worker, source, 1);
    const hold = { ...first!, kind: 'hold' as const, holdFrom: 150 };
    const specs = [
      { ...first!, segmentFrames: [120] },
      { ...hold, firstSegment: 1, firstFrame: 120, segmentFrames: [120] },
      // Begins after the picture has ended.
      { ...hold, firstSegment: 2, firstFrame: 240, segmentFrames: [120, 30] },
    ];
    const { numbers, frames } = await encodeAll(worker, specs, clips.path('held-end.joined.mp4'));
    expect(frames).toEqual([120, 120, 150]);
    expect(numbers).toEqual([...upTo(150), ...Array<number>(240).fill(149)]);
  });
});
