import { interpretProbe, planLadder } from '@matinee/media';
import { writeFile } from 'node:fs/promises';
import type { RenditionOutput, TaskSpec } from '../work/contract.ts';
import { ffmpeg, lavfi, numberedPicture, x264 } from './spec-clips.ts';
import type { withWorker } from './spec-kit.ts';
import { joined } from './spec-plan.ts';
import { runCopyTask } from './tasks/copy.ts';
import { runProbeTask } from './tasks/probe.ts';

type Worker = ReturnType<typeof withWorker>;
type Upload = ReturnType<Worker['upload']>;
export type CopySpec = Extract<TaskSpec, { kind: 'copy' }>;

const tags = 'setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709';

/** Arguments for a small clip that needs no encoding: 30 frames per second, a keyframe every second, numbered. */
export const friendly = (
  options: { seconds?: number; rate?: string; gop?: number; filters?: string; size?: string } = {},
) => {
  const { seconds = 9, rate = '30', gop = 30, filters = 'null', size = '480x270' } = options;
  return [
    ...lavfi(numberedPicture({ rate, seconds, size })),
    ...['-vf', `${filters},${tags}`, ...x264(gop), '-crf', '30', '-sc_threshold', '0'],
    ...['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709'],
  ];
};

/** What the probe tells about copying an upload. */
export async function judged(worker: Worker, source: Upload) {
  const result = await runProbeTask(await worker.context({ kind: 'probe', source }));
  if (result.kind !== 'probe') throw new Error('not a probe result');
  return result;
}

/** The copy tasks of an upload, each of so many segments. */
export async function planCopies(worker: Worker, source: Upload, segments = Infinity): Promise<CopySpec[]> {
  const { ffprobe, passthrough } = await judged(worker, source);
  const outcome = interpretProbe(ffprobe);
  if (!outcome.ok || !outcome.source.video) throw new Error('no picture');
  if (!passthrough || 'reasons' in passthrough) throw new Error(`refused: ${passthrough?.reasons.join()}`);
  const { video, startTime } = outcome.source;
  const { index, firstSamples, startFrames } = passthrough;
  const { width, height } = video;
  const rung = { ...planLadder(video).at(-1)!, codec: 'h264' as const, width, height };
  const specs: CopySpec[] = [];
  for (let first = 0; first < firstSamples.length - 1; first += segments) {
    specs.push({
      ...{ kind: 'copy', source, video: { ...video, startTime }, rung, index },
      ...{ firstSegment: first, firstFrame: startFrames[first]! },
      firstSamples: firstSamples.slice(first, Math.min(first + segments, firstSamples.length - 1) + 1),
    });
  }
  return specs;
}

export async function copyAll(worker: Worker, specs: CopySpec[]): Promise<RenditionOutput[]> {
  const renditions: RenditionOutput[] = [];
  for (const spec of specs) {
    const result = await runCopyTask(await worker.context(spec));
    if (result.kind !== 'copy') throw new Error('not a copy result');
    renditions.push(...result.renditions);
  }
  return renditions;
}

/** Copies an upload whole, as a player puts it together. */
export async function copyTo(worker: Worker, source: Upload, path: string, segments?: number) {
  const renditions = await copyAll(worker, await planCopies(worker, source, segments));
  await writeFile(path, joined(worker, renditions));
  return renditions;
}

export interface Shown {
  /** Seconds. */
  time: number;
  /** MD5 of the decoded picture. */
  hash: string;
}

/** Every picture of a file as ffmpeg decodes it, on the file's own clock. */
export async function pictures(path: string): Promise<Shown[]> {
  const output = ['-map', '0:V:0', '-enc_time_base', '-1', '-fps_mode', 'passthrough', '-f', 'framemd5', '-'];
  const { stdout } = await ffmpeg('-copyts', '-i', path, ...output);
  const lines = stdout.toString().trim().split('\n');
  const [, numerator, denominator] = /^#tb 0: (\d+)\/(\d+)$/m.exec(stdout.toString()) ?? [];
  return lines
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.split(',').map((field) => field.trim()))
    .map(([, , pts, , , hash]) => ({
      time: (Number(pts) * Number(numerator)) / Number(denominator),
      hash: hash!,
    }));
}
