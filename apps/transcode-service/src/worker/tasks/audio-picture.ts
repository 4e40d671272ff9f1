import {
  audioOutputs,
  coverArguments,
  drawingArguments,
  drawWaveform,
  posterKey,
  type Waveform,
} from '@matinee/media';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TaskFailure } from '../failure.ts';
import { checkRun } from '../outcome.ts';
import { niceness } from '../sandbox.ts';
import type { ServedSource } from '../reader.ts';
import { descriptions, storeFile } from '../store-outputs.ts';
import { limitsFor } from '../task-context.ts';
import { badOutput } from '../verify.ts';
import type { AudioContext } from './audio-spec.ts';

/** Pixels of a drawn picture: the shape of the stage. */
const SIZE = { width: 1280, height: 720 };

/** Makes a JPEG of the cover. False when there is none, or none that can be decoded. */
export async function makeCover(context: AudioContext, source: ServedSource): Promise<boolean> {
  const { coverIndex, picture } = context.spec;
  if (!picture || typeof coverIndex !== 'number') return false;
  try {
    const run = await runTool(context, coverArguments(source.url, coverIndex), source.served);
    checkRun(run, [source], 'damaged');
    return await hasPicture(context);
  } catch (error) {
    if (!(error instanceof TaskFailure) || error.retriable) throw error;
    context.log.warn({ videoKey: context.claim.videoKey, detail: error.detail }, 'cover not readable');
    return false;
  }
}

/** Makes a JPEG of the waveform. Rejects when it cannot: everything it works with is our own. */
export async function makeDrawing(context: AudioContext, waveform: Waveform): Promise<void> {
  await writeFile(join(context.directory, audioOutputs.drawing), drawWaveform(waveform, SIZE));
  checkRun(await runTool(context, drawingArguments(SIZE)), [], 'internal');
  if (!(await hasPicture(context))) throw badOutput('no drawing of the waveform.');
}

/** Stores the JPEG that lies in the working directory. */
export async function storePicture(context: AudioContext): Promise<string> {
  const key = posterKey(context.claim.prefix);
  await storeFile(context, key, join(context.directory, audioOutputs.picture), descriptions.poster);
  return key;
}

const runTool = ({ sandbox, directory, signal }: AudioContext, args: string[], activity = () => 0) =>
  sandbox({
    tool: 'ffmpeg',
    args,
    cwd: directory,
    limits: limitsFor(0),
    signal,
    activity,
    nice: niceness.awaited,
  });

async function hasPicture({ directory }: AudioContext): Promise<boolean> {
  const made = await stat(join(directory, audioOutputs.picture)).catch(() => undefined);
  return made !== undefined && made.size > 0;
}
