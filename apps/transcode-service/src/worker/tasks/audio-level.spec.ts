import { describe, expect, it } from 'vitest';
import { ffmpeg, lavfi, withClips } from '../spec-clips.ts';
import { withWorker } from '../spec-kit.ts';
import { level, measure, pitch, samplesOf, soundOf } from '../spec-sound.ts';

const clips = withClips();
const worker = withWorker();
const encode = soundOf(worker, clips);
const upload = async (name: string, ...args: string[]) => worker.upload(await clips.make(name, ...args));

const TARGET = -16;
const noise = (amplitude: number, seconds: number) =>
  `anoisesrc=c=pink:seed=1:a=${amplitude}:r=48000:d=${seconds}`;

describe('one level for everything', () => {
  it.each([
    ['a whisper', 'whisper.flac', noise(0.15, 6)],
    ['a shout', 'shout.flac', `${noise(1, 6)},volume=12dB`],
  ])('is what %s gets', async (_, name, graph) => {
    const source = await upload(name, ...lavfi(graph));
    const before = await measure(clips.path(name));
    expect(Math.abs(before.loudness - TARGET)).toBeGreaterThan(6);
    const { path } = await encode(source);
    const after = await measure(path);
    expect(Math.abs(after.loudness - TARGET)).toBeLessThan(1.5);
    expect(after.truePeak).toBeLessThanOrEqual(-1);
  });

  it('is told from a few places of a long sound', async () => {
    // The first quarter is nearly silent: its beginning says nothing about the whole.
    const graph = `${noise(0.15, 42)},volume='if(lt(t,12),0.05,1)':eval=frame`;
    const source = await upload('long.flac', ...lavfi(graph));
    const { path } = await encode(source, { durationSeconds: 42 });
    expect(Math.abs((await measure(path)).loudness - TARGET)).toBeLessThan(1.5);
  });

  it('is not misled by a promise of another length', async () => {
    const source = await upload('promise.flac', ...lavfi(noise(0.15, 12)));
    const { path } = await encode(source, { durationSeconds: 90 });
    expect(Math.abs((await measure(path)).loudness - TARGET)).toBeLessThan(1.5);
  });

  it('leaves quiet places quiet: the gain is the same everywhere', async () => {
    const graph = `${noise(0.3, 12)},volume='if(lt(t,6),0.1,1)':eval=frame`;
    const { path } = await encode(await upload('steps.flac', ...lavfi(graph)));
    const [quiet, loud] = [await measure(path, 1, 5), await measure(path, 7, 11)];
    expect(Math.abs(loud.loudness - quiet.loudness - 20)).toBeLessThan(1);
  });

  it('keeps silence silent, and the hiss of a converter with it', async () => {
    const silence = await encode(await upload('silence.flac', ...lavfi('anullsrc=r=48000:d=3'), '-t', '3'));
    expect(await level(silence.path, 'anull')).toBeLessThan(-85);
    const hiss = await encode(await upload('hiss.flac', ...lavfi(noise(0.003, 3))));
    expect((await measure(hiss.path)).loudness).toBeLessThan(-60);
  });

  it('stays below -1 dBTP when a quiet recording has loud moments', async () => {
    const graph = `${noise(0.1, 8)},volume='if(lt(mod(t,3),0.02),10,1)':eval=frame`;
    const { path } = await encode(await upload('clicks.flac', ...lavfi(graph)));
    expect((await measure(path)).truePeak).toBeLessThanOrEqual(-1);
  });

  it('makes the same bytes again', async () => {
    const source = await upload('again.flac', ...lavfi(noise(0.2, 9)));
    const [one, two] = [await encode(source), await encode(source)];
    const bytes = ({ rendition }: typeof one) => rendition.segments.map(({ key }) => worker.media(key));
    expect(bytes(two)).toEqual(bytes(one));
    expect(two.rendition.initSha256).toBe(one.rendition.initSha256);
  });
});

describe('stereo at 48 kHz', () => {
  const tone = (rate: number) => lavfi(`sine=440:r=${rate}:d=3`);
  it.each([
    ['mono at 8 kHz', 'phone.wav', [...tone(8000), '-ac', '1']],
    ['96 kHz', 'studio.flac', [...tone(96_000), '-ac', '2']],
    ['44.1 kHz', 'cd.mp3', [...tone(44_100), '-ac', '2']],
    ['5.1 in AC-3', 'film.ac3.mkv', [...tone(48_000), '-ac', '6', '-c:a', 'ac3']],
    ['5.1 in AAC', 'film.m4a', [...tone(48_000), '-ac', '6', '-c:a', 'aac']],
    ['7.1', 'film.flac', [...tone(48_000), '-ac', '8']],
  ])('keeps pitch and length of %s', async (_, name, args) => {
    const heard = await encode(await upload(name, ...args));
    const [left, right] = [await samplesOf(heard.path, 0), await samplesOf(heard.path, 1)];
    expect(pitch(left)).toBeCloseTo(440, 1);
    expect(pitch(right)).toBeCloseTo(440, 1);
    expect(Math.abs(left.length / 48_000 - 3)).toBeLessThan(0.06);
    expect(Math.abs(heard.seconds - 3)).toBeLessThan(0.06);
  });

  /** A tone of its own for every channel of a layout, all at the same level. */
  const orchestra = (layout: string, tones: Record<string, number>) => {
    const inputs = Object.values(tones).flatMap((hz) => lavfi(`sine=${hz}:r=48000:d=4`));
    const names = Object.keys(tones).map((name, i) => `${i}.0-${name}`);
    const graph = `join=inputs=${names.length}:channel_layout=${layout}:map=${names.join('|')}`;
    return [...inputs, '-filter_complex', graph];
  };
  const tones = { FL: 400, FR: 700, FC: 1200, LFE: 60, BL: 2100, BR: 3600 };
  const at = (hz: number, channel: 0 | 1) =>
    `pan=mono|c0=c${channel},${`bandpass=f=${hz}:width_type=h:w=20,`.repeat(2)}anull`;

  it('keeps what is said in the centre in both channels, above what comes from behind', async () => {
    const { path } = await encode(await upload('rounds.flac', ...orchestra('5.1', tones)));
    const [left, right] = [await level(path, at(tones.FC, 0)), await level(path, at(tones.FC, 1))];
    expect(Math.abs(left - right)).toBeLessThan(0.5);
    // -3 dB, as ITU-R BS.775 mixes the centre into both.
    expect(Math.abs((await level(path, at(tones.FL, 0))) - left - 3)).toBeLessThan(1);
    expect(left - (await level(path, at(tones.BL, 0)))).toBeGreaterThan(2);
    expect(await level(path, at(tones.FL, 1))).toBeLessThan(left - 20);
  });

  it('brings a voice that is in the centre alone to the level of all', async () => {
    const alone = ['-filter_complex', 'pan=5.1|FC=c0'];
    const source = await upload('voice.ac3.mkv', ...lavfi(noise(0.2, 4)), ...alone, '-c:a', 'ac3');
    const { path } = await encode(source);
    expect(Math.abs((await measure(path)).loudness - TARGET)).toBeLessThan(1.5);
    const [left, right] = [await level(path, 'pan=mono|c0=c0'), await level(path, 'pan=mono|c0=c1')];
    expect(Math.abs(left - right)).toBeLessThan(0.5);
  });

  it('does not clip where six channels are at their loudest', async () => {
    const all = 'pan=5.1|FL=c0|FR=c0|FC=c0|LFE=c0|BL=c0|BR=c0';
    const source = await upload('roar.flac', ...lavfi('sine=330:r=48000:d=4,volume=18dB'), '-af', all);
    const { path } = await encode(source);
    expect((await measure(path)).truePeak).toBeLessThanOrEqual(-1);
    // Nothing but the tone: a clipped sine has overtones.
    expect(await level(path, at(990, 0))).toBeLessThan((await level(path, at(330, 0))) - 45);
  });

  it('takes the first two of a field recorder’s ten tracks', async () => {
    const ten = Array.from({ length: 10 }, (_, i) => lavfi(`sine=${300 + 100 * i}:r=48000:d=3`)).flat();
    const args = ['-filter_complex', 'amerge=inputs=10', '-c:a', 'pcm_s16le'];
    await ffmpeg(...ten, ...args, clips.path('ten.wav'));
    const source = await upload('copy.wav', '-i', clips.path('ten.wav'), '-c', 'copy');
    const { path } = await encode(source, { channels: 10 });
    expect(pitch(await samplesOf(path, 0))).toBeCloseTo(300, 0);
    expect(pitch(await samplesOf(path, 1))).toBeCloseTo(400, 0);
  });
});
