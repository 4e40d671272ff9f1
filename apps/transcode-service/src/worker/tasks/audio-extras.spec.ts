import type { Waveform } from '@matinee/media';
import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { ffmpeg, lavfi, withClips, x264 } from '../spec-clips.ts';
import { withWorker } from '../spec-kit.ts';
import { pitch, samplesOf, soundOf } from '../spec-sound.ts';

const clips = withClips();
const worker = withWorker();
const encode = soundOf(worker, clips);
const upload = async (name: string, ...args: string[]) => worker.upload(await clips.make(name, ...args));

const waveformOf = ({ waveformKey }: { waveformKey: string | null }) =>
  JSON.parse(Buffer.from(worker.media(waveformKey!)!).toString()) as Waveform;

/** Width, height and mean colour of a stored JPEG. */
async function look({ posterKey }: { posterKey: string | null }) {
  const path = clips.path('look.jpg');
  await writeFile(path, worker.media(posterKey!)!);
  const size = await ffmpeg(
    '-i',
    path,
    '-vf',
    'scale=1:1:flags=area',
    '-pix_fmt',
    'rgb24',
    '-f',
    'rawvideo',
    '-',
  );
  const whole = await ffmpeg('-i', path, '-pix_fmt', 'gray', '-f', 'yuv4mpegpipe', '-');
  const [, width, height] = / W(\d+) H(\d+) /.exec(whole.stdout.subarray(0, 100).toString())!;
  return { width: Number(width), height: Number(height), colour: [...size.stdout] };
}

describe('the waveform', () => {
  it('comes with the encode and shows what is heard', async () => {
    const graph = `sine=440:r=44100:d=6,volume='if(between(t,2,3),1,0)':eval=frame`;
    const heard = await encode(await upload('burst.wav', ...lavfi(graph)), { waveform: true });
    const waveform = waveformOf(heard);
    expect(waveform).toMatchObject({ version: 2, channels: 1, sample_rate: 48_000, bits: 8 });
    expect(waveform.length).toBeLessThanOrEqual(4000);
    expect(waveform.data).toHaveLength(2 * waveform.length);
    const secondsPerPoint = waveform.samples_per_pixel / waveform.sample_rate;
    expect(Math.abs(waveform.length * secondsPerPoint - 6)).toBeLessThan(0.05);
    const loud = Array.from({ length: waveform.length }, (_, i) => i).filter(
      (i) => waveform.data[2 * i + 1]! > 9,
    );
    expect(loud[0]! * secondsPerPoint).toBeCloseTo(2, 1);
    expect(loud.at(-1)! * secondsPerPoint).toBeCloseTo(3, 1);
    // The level is the one that is heard, not the one of the upload.
    const loudest = Math.max(...(await samplesOf(heard.path)).subarray(2.2 * 48_000, 2.8 * 48_000));
    expect(Math.abs(Math.max(...waveform.data) - loudest / 256)).toBeLessThan(3);
    expect(heard.posterKey).toBeNull();
  });

  it('is not made where nobody asked for it', async () => {
    const heard = await encode(await upload('plain.wav', ...lavfi('sine=440:d=1')));
    expect([heard.waveformKey, heard.posterKey]).toEqual([null, null]);
  });
});

describe('the picture of a sound', () => {
  const red = ['-f', 'lavfi', '-i', 'color=red:s=500x501', '-frames:v', '1'];
  const withCover = ['-map', '0:a', '-map', '1:v', '-disposition:v:0', 'attached_pic'];
  const asked = { picture: true, waveform: true, coverIndex: 1 };

  it.each([
    ['mp3', ['-c:a', 'libmp3lame', '-c:v', 'mjpeg', '-id3v2_version', '3']],
    ['m4a', ['-c:a', 'aac', '-c:v', 'png', '-pix_fmt', 'rgb24']],
    ['flac', ['-c:a', 'flac', '-c:v', 'mjpeg']],
  ])('is its cover: %s', async (type, codecs) => {
    await clips.make('cover.png', ...red);
    const inputs = [...lavfi('sine=440:d=2'), '-i', clips.path('cover.png')];
    const heard = await encode(await upload(`song.${type}`, ...inputs, ...withCover, ...codecs), asked);
    const { width, height, colour } = await look(heard);
    expect([width, height]).toEqual([500, 500]);
    expect(colour[0]).toBeGreaterThan(230);
    expect(colour[1]).toBeLessThan(20);
    expect(heard.seconds).toBeGreaterThan(1.9);
    expect(waveformOf(heard).length).toBeGreaterThan(500);
  });

  it('is drawn when there is no cover', async () => {
    const heard = await encode(await upload('talk.ogg', ...lavfi('sine=440:d=2')), {
      ...asked,
      coverIndex: null,
    });
    const { width, height, colour } = await look(heard);
    expect([width, height]).toEqual([1280, 720]);
    const [r = 0, g = 0, b = 0] = colour;
    expect(r).toBeGreaterThan(60);
    expect(r).toBeGreaterThan(g);
    expect(g).toBeGreaterThan(b);
  });

  it('is drawn when the cover cannot be read', async () => {
    await clips.make('cover.png', ...red);
    const inputs = [...lavfi('sine=440:d=2'), '-i', clips.path('cover.png')];
    const bytes = await clips.make(
      'torn.mp3',
      ...inputs,
      ...withCover,
      '-c:v',
      'copy',
      '-id3v2_version',
      '3',
    );
    const torn = Buffer.from(bytes);
    const at = torn.indexOf('IDAT');
    torn.fill(0x41, at, at + 200);
    torn.fill(0x41, torn.indexOf('PNG') + 6, torn.indexOf('PNG') + 30);
    const heard = await encode(worker.upload(torn), asked);
    expect(await look(heard)).toMatchObject({ width: 1280, height: 720 });
  });
});

describe('sound and picture need not be alike', () => {
  const film = (sound: string[], seconds = 3) => [
    ...lavfi(`color=s=64x64:r=10:d=${seconds}`),
    ...sound,
    ...x264(),
    ...['-c:a', 'aac'],
  ];

  it('each language is a rendition of its own', async () => {
    const two = [...lavfi('sine=300:d=3'), ...lavfi('sine=500:d=3')];
    const maps = ['-map', '0', '-map', '1', '-map', '2'];
    const source = await upload('two.mkv', ...film(two), ...maps);
    const heard = await encode(source, { streamIndex: 2, name: 'audio-2' });
    expect(heard.rendition.name).toBe('audio-2');
    for (const { key } of heard.rendition.segments) expect(key).toMatch(/\/audio-2\/\d{5}\.m4s$/);
    expect(heard.rendition.initKey).toMatch(/\/audio-2\/init\.mp4$/);
    expect(pitch(await samplesOf(heard.path))).toBeCloseTo(500, 0);
  });

  it.each([
    ['longer', 9],
    ['shorter', 1],
  ])('sound that is %s stays so', async (name, seconds) => {
    const source = await upload(`${name}.mkv`, ...film(lavfi(`sine=440:d=${seconds}`)));
    expect(Math.abs((await encode(source, { streamIndex: 1 })).seconds - seconds)).toBeLessThan(0.08);
  });

  it('sound of which nothing decodes is none, and a failure where it is all there is', async () => {
    const clip = Buffer.from(await clips.make('dead.m4a', ...lavfi('sine=440:d=2'), '-c:a', 'aac'));
    const from = clip.indexOf('mdat') + 4;
    clip.fill(0xff, from, from + clip.readUInt32BE(from - 8) - 8);
    await expect(encode(worker.upload(clip))).rejects.toThrow('no sound');
    const alone = encode(worker.upload(clip), { picture: true, coverIndex: null });
    await expect(alone).rejects.toMatchObject({ code: 'damaged', retriable: false });
  });
});
