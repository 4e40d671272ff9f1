import { writeFile } from 'node:fs/promises';
import type { RenditionOutput } from '../work/contract.ts';
import { ffmpeg, type withClips } from './spec-clips.ts';
import type { withWorker } from './spec-kit.ts';
import { joined } from './spec-plan.ts';
import { runAudioTask } from './tasks/audio.ts';
import type { AudioSpec } from './tasks/audio-spec.ts';

type Worker = ReturnType<typeof withWorker>;
type Upload = ReturnType<Worker['upload']>;

/** What a player hears, and ways to look at it. */
export interface Heard {
  rendition: RenditionOutput;
  waveformKey: string | null;
  posterKey: string | null;
  path: string;
  seconds: number;
}

/** What the server asks for of a stereo sound, without anything beside it. */
export const soundSpec = (source: AudioSpec['source'], more: Partial<AudioSpec> = {}): AudioSpec => ({
  ...{ kind: 'audio', name: 'audio', source, streamIndex: 0, channels: 2, durationSeconds: null },
  ...{
    waveform: false,
    picture: false,
    coverIndex: null,
    startTime: 0,
    segmentSeconds: 4,
    maxSeconds: 3600,
    padTo: null,
  },
  ...more,
});

/** Makes the sound of uploads as the server would ask for it. */
export function soundOf(worker: Worker, clips: ReturnType<typeof withClips>) {
  let heard = 0;
  return async function encode(source: Upload, more: Partial<AudioSpec> = {}): Promise<Heard> {
    const spec = soundSpec(source, more);
    const result = await runAudioTask(await worker.context(spec));
    if (result.kind !== 'audio') throw new Error('not an audio result');
    const [rendition] = result.renditions;
    if (!rendition) throw new Error('no sound');
    const path = clips.path(`heard-${(heard += 1)}.mp4`);
    await writeFile(path, joined(worker, [rendition]));
    const ticks = rendition.segments.reduce((sum, segment) => sum + segment.ticks, 0);
    return {
      ...result,
      rendition,
      path,
      seconds: ticks / rendition.timescale,
    };
  };
}

async function words(path: string, filter: string): Promise<string> {
  const { stderr } = await ffmpeg('-v', 'info', '-i', path, '-af', filter, '-f', 'null', '-');
  return stderr.toString();
}
const numberAfter = (text: string, pattern: RegExp) => Number(pattern.exec(text)?.[1]);

/** Integrated loudness (LUFS) and true peak (dBTP) of a file, or of a part of it. */
export async function measure(path: string, from = 0, to = 1e6) {
  const report = await words(path, `atrim=${from}:${to},ebur128=peak=true:framelog=verbose`);
  const summary = report.slice(report.lastIndexOf('Summary:'));
  return {
    loudness: numberAfter(summary, /I:\s+(-?[\d.]+) LUFS/),
    truePeak: numberAfter(summary, /Peak:\s+(-?[\d.]+|-inf) dBFS/),
  };
}

/** Mean level (dB) of a stretch, after `filter`. */
export const level = async (path: string, filter: string) =>
  numberAfter(await words(path, `${filter},volumedetect`), /mean_volume: (-?[\d.]+)/);

/** Decoded samples of one channel. */
export async function samplesOf(path: string, channel: 0 | 1 = 0): Promise<Int16Array> {
  const filter = `pan=mono|c0=c${channel}`;
  const { stdout } = await ffmpeg('-i', path, '-map', '0:a', '-af', filter, '-f', 's16le', '-');
  return new Int16Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.byteLength));
}

/** Hz of a sine, by its zero crossings, away from both ends. */
export function pitch(samples: Int16Array, sampleRate = 48_000): number {
  const middle = samples.subarray(samples.length / 4, (samples.length * 3) / 4);
  const crossings: number[] = [];
  for (let i = 1; i < middle.length; i += 1) if (middle[i - 1]! < 0 && middle[i]! >= 0) crossings.push(i);
  return ((crossings.length - 1) * sampleRate) / (crossings.at(-1)! - crossings[0]!);
}
