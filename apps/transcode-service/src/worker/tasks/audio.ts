import {
  audioArguments,
  AUDIO_SAMPLE_RATE,
  createWaveform,
  waveformKey,
  type Waveform,
} from '@matinee/media';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { TaskResult } from '../../work/contract.ts';
import { TaskFailure } from '../failure.ts';
import { checkRun } from '../outcome.ts';
import type { ServedSource } from '../reader.ts';
import { niceness } from '../sandbox.ts';
import { descriptions, storeBytes } from '../store-outputs.ts';
import { limitsFor, serveUpload } from '../task-context.ts';
import { measureGain } from './audio-loudness.ts';
import { makeCover, makeDrawing, storePicture } from './audio-picture.ts';
import { createCollector } from './audio-segments.ts';
import type { AudioContext } from './audio-spec.ts';

const POLL_MS = 100;

/**
 * Encodes the whole of one sound at one level and hands over its segments while it runs, so that playlists grow ahead
 * of the viewer. The waveform comes from the same decode; a source without a picture gets one at the end.
 */
export async function runAudioTask(context: AudioContext): Promise<TaskResult> {
  const source = await serveUpload(context, context.spec.source);
  try {
    const { name, waveform, picture } = context.spec;
    await mkdir(join(context.directory, name));
    const [gainDb, hasCover] = await Promise.all([measureGain(context, source), makeCover(context, source)]);
    const peaks = waveform || picture ? createWaveform(AUDIO_SAMPLE_RATE) : undefined;
    const collector = createCollector(context, name);
    await whileCollecting(context, collector, (signal) =>
      encode({ ...context, signal }, source, { name, gainDb, peaks }),
    );
    const rendition = collector.rendition();
    // A picture can do without sound that nothing decodes; a recording of sound cannot.
    if (!rendition && picture) throw new TaskFailure('damaged', 'No sound could be decoded.');
    const heardSeconds = peaks?.seconds() ?? null;
    if (!rendition) return { kind: 'audio', renditions: [], heardSeconds, ...nothing };
    const beside = await extras(context, hasCover, peaks?.finish());
    return { kind: 'audio', renditions: [rendition], heardSeconds, ...beside };
  } finally {
    source.close();
  }
}

const nothing = { waveformKey: null, posterKey: null };

/** Runs `work` to its end and the collector beside it; whichever fails first stops the other one. */
async function whileCollecting(
  context: AudioContext,
  collector: ReturnType<typeof createCollector>,
  work: (signal: AbortSignal) => Promise<void>,
) {
  const failed = new AbortController();
  const signal = AbortSignal.any([context.signal, failed.signal]);
  const working = work(signal);
  let running = true;
  const collecting = (async () => {
    while (running) {
      await collector.collect({ finished: false });
      await Promise.race([working, pause(POLL_MS, undefined, { signal })]);
    }
  })();
  const ended = working.finally(() => (running = false));
  await Promise.all([ended, collecting]).catch((error) => {
    failed.abort(error);
    throw error;
  });
  await collector.collect({ finished: true });
}

async function encode(
  context: AudioContext,
  source: ServedSource,
  options: { name: string; gainDb: number; peaks: ReturnType<typeof createWaveform> | undefined },
): Promise<void> {
  const { spec, directory, signal } = context;
  const { name, gainDb, peaks } = options;
  const { streamIndex, channels, segmentSeconds, maxSeconds, padTo } = spec;
  const encoding = { streamIndex, channels, segmentSeconds, maxSeconds, padTo, name, gainDb, peaks: !!peaks };
  const run = await context.sandbox({
    tool: 'ffmpeg',
    args: audioArguments(source.url, encoding, context.threads.bulk),
    cwd: directory,
    // Sound is made about a hundred times faster than it plays; the limit is for a slow source.
    limits: limitsFor(maxSeconds / 150),
    signal,
    activity: source.served,
    onProgress: ({ seconds }) => context.advance(spec.durationSeconds ? seconds / spec.durationSeconds : 0),
    nice: niceness.awaited,
    ...(peaks && { onData: peaks.add }),
  });
  checkRun(run, [source], 'damaged');
}

/** Stores what was asked for besides the sound itself. */
async function extras(context: AudioContext, hasCover: boolean, peaks: Waveform | undefined) {
  const { claim, spec } = context;
  if (!peaks) return nothing;
  const keys = { waveformKey: null as string | null, posterKey: null as string | null };
  if (spec.waveform) {
    keys.waveformKey = waveformKey(claim.prefix);
    await storeBytes(context, keys.waveformKey, Buffer.from(JSON.stringify(peaks)), descriptions.waveform);
  }
  if (spec.picture) {
    if (!hasCover) await makeDrawing(context, peaks);
    keys.posterKey = await storePicture(context);
  }
  return keys;
}
