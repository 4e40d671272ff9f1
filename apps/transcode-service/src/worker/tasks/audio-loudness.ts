import { audioOutputs, gainFor, loudnessArguments, loudnessWindows, readLoudness } from '@matinee/media';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TaskFailure } from '../failure.ts';
import { checkRun } from '../outcome.ts';
import type { ServedSource } from '../reader.ts';
import { niceness, type Limits } from '../sandbox.ts';
import type { AudioContext } from './audio-spec.ts';

const GiB = 1024 ** 3;
/** Half a minute of sound takes half a second. Somebody waits: a source in which seeking means reading has no level. */
const limits: Limits = {
  addressSpaceBytes: 4 * GiB,
  cpuSeconds: 20,
  fileBytes: GiB / 1024,
  wallSeconds: 20,
  stallSeconds: 20,
};

/**
 * The gain (dB) that brings this sound to the level of all others. What cannot be measured is encoded as it is: its
 * trouble shows there, with a code for the owner.
 */
export async function measureGain(context: AudioContext, source: ServedSource): Promise<number> {
  const { spec, directory, signal } = context;
  try {
    const run = await context.sandbox({
      tool: 'ffmpeg',
      args: loudnessArguments(source.url, spec, loudnessWindows(spec.durationSeconds ?? null)),
      cwd: directory,
      limits,
      signal,
      activity: source.served,
      nice: niceness.awaited,
    });
    checkRun(run, [source], 'damaged');
    return gainFor(readLoudness(await readFile(join(directory, audioOutputs.loudness), 'utf8')));
  } catch (error) {
    if (!(error instanceof TaskFailure) || error.retriable) throw error;
    context.log.warn({ videoKey: context.claim.videoKey, detail: error.detail }, 'loudness not measured');
    return 0;
  }
}
