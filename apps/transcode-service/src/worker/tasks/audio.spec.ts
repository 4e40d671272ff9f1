import { readMediaSegment } from '@matinee/media';
import { writeFile } from 'node:fs/promises';
import { describe, expect, it, vi } from 'vitest';
import { ffmpeg, lavfi, withClips, x264 } from '../spec-clips.ts';
import { withWorker } from '../spec-kit.ts';
import { joined } from '../spec-plan.ts';
import { soundSpec } from '../spec-sound.ts';
import { runAudioTask } from './audio.ts';

const clips = withClips();
const worker = withWorker();
const spec = (source: ReturnType<typeof worker.upload>, streamIndex = 0) =>
  soundSpec(source, { streamIndex });
async function encode(source: ReturnType<typeof worker.upload>, streamIndex?: number) {
  const result = await runAudioTask(await worker.context(spec(source, streamIndex)));
  if (result.kind !== 'audio') throw new Error('not an audio result');
  return result.renditions[0]!;
}
/** Mean loudness (dB) of a stretch of what a player hears. */
async function loudness(rendition: Awaited<ReturnType<typeof encode>>, from: number, to: number) {
  await writeFile(clips.path('heard.mp4'), joined(worker, [rendition]));
  const range = `atrim=${from}:${to},volumedetect`;
  const { stderr } = await ffmpeg(
    '-v',
    'info',
    '-i',
    clips.path('heard.mp4'),
    '-af',
    range,
    '-f',
    'null',
    '-',
  );
  return Number(/mean_volume: (-?[\d.]+)/.exec(stderr.toString())?.[1]);
}

describe('the sound of a video', () => {
  it('becomes AAC-LC stereo at 48 kHz whose segments join without a gap', async () => {
    const wav = await clips.make('phone.wav', ...lavfi('sine=440:r=8000:d=9'), '-ac', '1');
    const rendition = await encode(worker.upload(wav));
    expect(rendition).toMatchObject({ name: 'audio', codec: 'mp4a.40.2', timescale: 48000 });
    let ticks = 0;
    for (const segment of rendition.segments) {
      expect(segment.index).toBe(rendition.segments.indexOf(segment));
      expect(segment.bytes).toBe(worker.media(segment.key)!.byteLength);
      expect(readMediaSegment(worker.media(segment.key)!)).toMatchObject({
        decodeTime: ticks,
        duration: segment.ticks,
      });
      ticks += segment.ticks;
      // Next to the picture's segments: an AAC frame is 1024 ticks.
      if (segment.index < 2)
        expect(Math.abs(ticks - (segment.index + 1) * 4 * 48000)).toBeLessThanOrEqual(1024);
    }
    expect(rendition.segments).toHaveLength(3);
    expect(Math.abs(ticks / 48000 - 9)).toBeLessThan(0.05);
  });

  it('is handed over while it is being made', async () => {
    const source = worker.upload(
      await clips.make('long.wav', ...lavfi('sine=440:r=48000:d=120'), '-ac', '2'),
    );
    worker.progress.length = 0;
    const read = worker.store.read.bind(worker.store);
    // The last part of the file only comes after the first segments were told. Loudness is read from what is before.
    const gate = vi.spyOn(worker.store, 'read').mockImplementation(async (object, start, end) => {
      if (start > source.size * 0.75)
        await vi.waitFor(() => expect(worker.progress).not.toHaveLength(0), { timeout: 8000 });
      return read(object, start, end);
    });
    const rendition = await encode(source);
    gate.mockRestore();
    const told = worker.progress.flatMap(([part]) => part!.segments.map(({ index }) => index));
    expect(told).toEqual(Array.from({ length: told.length }, (_, index) => index));
    expect(told.length).toBeGreaterThan(0);
    expect(rendition.segments.length).toBeGreaterThanOrEqual(30);
  });

  it('starts with silence where it begins after the picture', async () => {
    const sound = ['-itsoffset', '1.5', ...lavfi('sine=440:r=48000:d=3')];
    const clip = await clips.make(
      'late.mkv',
      ...lavfi('color=s=64x64:r=10:d=4'),
      ...sound,
      ...x264(),
      '-c:a',
      'flac',
    );
    const rendition = await encode(worker.upload(clip), 1);
    expect(await loudness(rendition, 0, 1.4)).toBeLessThan(-60);
    expect(await loudness(rendition, 1.6, 4)).toBeGreaterThan(-30);
  });

  it('that ends before the picture goes on in silence, and tells how much was heard', async () => {
    const wav = await clips.make('short.wav', ...lavfi('sine=440:r=48000:d=3'));
    const asked = { ...spec(worker.upload(wav)), padTo: 6, waveform: true };
    const result = await runAudioTask(await worker.context(asked));
    if (result.kind !== 'audio') throw new Error('not an audio result');
    expect(result.heardSeconds).toBeCloseTo(3, 1);
    const [rendition] = result.renditions;
    const ticks = rendition!.segments.reduce((sum, segment) => sum + segment.ticks, 0);
    expect(ticks / 48_000).toBeCloseTo(6, 1);
    expect(await loudness(rendition!, 3.2, 6)).toBeLessThan(-60);
  });

  it('is cut where a stranger claims more than a video may last', async () => {
    const wav = await clips.make('endless.wav', ...lavfi('sine=440:r=48000:d=30'));
    const context = await worker.context({ ...spec(worker.upload(wav)), maxSeconds: 6 });
    const result = await runAudioTask(context);
    const ticks =
      result.kind === 'audio' ? result.renditions[0]!.segments.reduce((sum, s) => sum + s.ticks, 0) : 0;
    expect(Math.abs(ticks / 48000 - 6)).toBeLessThan(0.1);
  });

  it('fails as a failure of the storage when the source cannot be read to its end', async () => {
    const source = worker.upload(await clips.make('cut.wav', ...lavfi('sine=440:r=48000:d=60'), '-ac', '2'));
    worker.store.trouble = (doing, key) => {
      if (doing === 'read' && key === source.key && worker.store.reads.at(-1)!.start > 0)
        throw new Error('503');
    };
    const failure = runAudioTask(await worker.context(spec(source)));
    await expect(failure).rejects.toMatchObject({ code: 'storage_unavailable', retriable: true });
    worker.store.trouble = () => undefined;
  });
});
