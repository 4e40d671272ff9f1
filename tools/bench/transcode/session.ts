import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '../client.ts';
import type { Stack } from '../stack.ts';
import { clips, clipArguments, longClipArguments, runFfmpeg, type ClipName } from './clips.ts';
import { remove, runAv1, runEngine, timeToPlay } from './engine.ts';
import type { TranscodeOptions } from './options.ts';
import { framesOf, measureQuality, type Quality } from './quality.ts';
import type { Measured, PipelineName, Row } from './report.ts';
import { rivals } from './rivals/run.ts';
import { killWorker } from './survival.ts';
import type { Made } from './types.ts';

type Session = { options: TranscodeOptions; scratch: string; say: (text: string) => void };
export type Turn = { clip: ClipName; pipeline: PipelineName };

const clipFile = (scratch: string, name: ClipName) => join(scratch, `${name}.mp4`);
const FRAMES_PER_SECOND = 30;
/** dB. Below it the pictures are not the source's: 20 is what two different frames of one scene have. */
const SAME_PICTURE = 30;

export function makeClips({ options, scratch, say }: Session): void {
  for (const clip of options.clips) {
    say(`making ${clip}: ${options.seconds} s, ${clips[clip].about}`);
    runFfmpeg(clipArguments(clip, options.seconds, clipFile(scratch, clip)));
  }
}

/** The pipelines of a round, in the order they take their turns on a clip. The slow ones and the third clip come once. */
export function turnsOf(
  round: number,
  { clips: chosen, wants }: Pick<TranscodeOptions, 'clips' | 'wants'>,
): Turn[] {
  const once = <T>(...all: T[]) => (round === 0 ? all : []);
  const of: Record<ClipName, PipelineName[]> = {
    grain: ['matinee', 'limit', 'peertube-tuned', ...once<PipelineName>('peertube-stock', 'mediacms')],
    web: ['matinee', 'peertube-tuned'],
    clean: once('matinee', 'peertube-tuned'),
  };
  return chosen.flatMap((clip) => of[clip].filter(wants).map((pipeline) => ({ clip, pipeline })));
}

/** What is measured while a stack runs. */
export function createSession(stack: Stack, client: Client, { options, scratch, say }: Session) {
  async function qualityOf(made: Made[], source: string): Promise<Quality[]> {
    const all: Quality[] = [];
    for (const rendition of made) all.push(await measureQuality(rendition, source));
    return all;
  }

  /** The newest video of the clip with grain, for the second pass. */
  let kept: string | undefined;
  const removeKept = async () => {
    if (kept) await remove(client, kept);
    kept = undefined;
  };

  return {
    /** A first video that does not count: services that have just started still compile themselves. */
    async warmUp(clip: ClipName): Promise<void> {
      const folder = join(scratch, 'warm');
      mkdirSync(folder);
      const { videoKey, wall } = await runEngine(stack, client, clipFile(scratch, clip), folder);
      await remove(client, videoKey);
      rmSync(folder, { recursive: true, force: true });
      say(`warmed up in ${wall.toFixed(1)} s`);
    },

    /** One pipeline, once. */
    async turn({ clip, pipeline }: Turn, round: number): Promise<Row> {
      const file = clipFile(scratch, clip);
      const folder = join(scratch, `${clip}-${pipeline}-${round}`);
      mkdirSync(folder);
      const engine = pipeline === 'matinee' ? await runEngine(stack, client, file, folder) : undefined;
      const outcome = engine ?? (await rivals[pipeline as keyof typeof rivals](file, folder));
      if (engine && clip === 'grain') {
        await removeKept();
        kept = engine.videoKey;
      } else if (engine) await remove(client, engine.videoKey);
      const { playable, wall, cpu, made } = outcome;
      const times = `all after ${wall.toFixed(1)} s, ${cpu.toFixed(1)} CPU-s`;
      say(`${clip} ${pipeline}: plays after ${playable?.toFixed(2) ?? '–'} s, ${times}`);
      // Stock differs from tuned in threads and order, not in what it makes.
      const looked =
        round === 0 && options.wants('quality') && pipeline !== 'peertube-stock' && made.length > 0;
      const quality = looked ? await qualityOf(made, file) : undefined;
      rmSync(folder, { recursive: true, force: true });
      return {
        ...{ clip, pipeline, playable, wall, cpu, ...(quality && { quality }) },
        ...(engine && { cpuOf: engine.cpuOf, memory: engine.memory }),
      };
    },

    /** AV1 beside H.264, of the clip with grain; null when that was not encoded. */
    async av1(): Promise<Measured['av1']> {
      if (!kept) return null;
      const folder = join(scratch, 'av1');
      mkdirSync(folder);
      const { made, ...times } = await runAv1(stack, client, kept, folder);
      say(`AV1 after another ${times.wall.toFixed(1)} s and ${times.cpu.toFixed(1)} CPU-s`);
      const quality = await qualityOf(made, clipFile(scratch, 'grain'));
      await removeKept();
      rmSync(folder, { recursive: true });
      return { ...times, quality };
    },

    /** Seconds until a long file plays that is friendly to the web. */
    async long(): Promise<number> {
      const file = join(scratch, 'long.mp4');
      const clip = { file: clipFile(scratch, 'web'), seconds: options.seconds };
      for (const args of longClipArguments(clip, options.longMinutes * 60, scratch, file)) runFfmpeg(args);
      const seconds = await timeToPlay(client, file, scratch);
      rmSync(file);
      say(`${options.longMinutes} minutes, friendly to the web: play after ${seconds.toFixed(2)} s`);
      return seconds;
    },

    /** A worker is killed, and the video looked at. */
    async kill(): Promise<NonNullable<Measured['survival']>> {
      const file = clipFile(scratch, 'grain');
      const { made, ...survival } = await killWorker(stack, client, file, scratch);
      const wanted = options.seconds * FRAMES_PER_SECOND;
      const counts = await Promise.all(made.map(framesOf));
      const smallest = made.toSorted((a, b) => a.height - b.height)[0];
      const picture = smallest && (await measureQuality(smallest, file));
      const whole =
        counts.every((count) => count === wanted) && picture?.shift === 0 && picture.psnr > SAME_PICTURE;
      say(
        `a killed worker lost ${survival.lostChunks} chunk, ${survival.lostCpu.toFixed(1)} CPU-s; whole: ${whole}`,
      );
      return { ...survival, whole };
    },
  };
}
