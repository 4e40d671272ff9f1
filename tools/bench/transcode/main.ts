// `npm run bench:transcode`: our encoding beside PeerTube's and MediaCMS's, and beside what one ffmpeg can do, on the same
// clips in one run. `-- --json` prints one object, `-- --quick` is only for trying it out.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { demoAccount } from '../../../apps/local/src/demo.ts';
import { logInAs } from '../client.ts';
import { startStack } from '../stack.ts';
import { clipArguments, clips, longClipArguments, runFfmpeg, type ClipName } from './clips.ts';
import { remove, runEngine, timeToPlay } from './engine.ts';
import { readOptions } from './options.ts';
import { measureQuality } from './quality.ts';
import { headline, summarize, table, type Measured, type PipelineName, type Row } from './report.ts';
import { rivals } from './rivals/run.ts';
import { killWorker } from './survival.ts';

const options = readOptions(process.argv.slice(2));
const started = performance.now();
const say = (text: string) => {
  if (!options.json)
    console.log(`${((performance.now() - started) / 1000).toFixed(0).padStart(5)} s  ${text}`);
};
const scratch = mkdtempSync(join(tmpdir(), 'matinee-transcode-'));
const measured: Measured = { rows: [], playableLong: null, survival: null, speedupOfFour: null };

const clipFile = (name: ClipName) => join(scratch, `${name}.mp4`);

/** The pipelines of a round, in the order they take their turns on a clip. */
function turns(round: number): { clip: ClipName; pipeline: PipelineName }[] {
  const often: PipelineName[] = ['matinee', 'limit', 'peertube-tuned'];
  const once: PipelineName[] = ['peertube-stock', 'mediacms'];
  return options.clips.flatMap((clip) => {
    const slow = round === 0 && clip === 'grain' ? once : [];
    const repeated = clip === 'clean' && round > 0 ? [] : often;
    return [...repeated, ...slow].filter(options.wants).map((pipeline) => ({ clip, pipeline }));
  });
}

try {
  for (const clip of options.clips) {
    say(`making ${clip}: ${options.seconds} s, ${clips[clip].about}`);
    runFfmpeg(clipArguments(clip, options.seconds, clipFile(clip)));
  }
  say('starting Matinee');
  const stack = await startStack(join(scratch, 'data'), options.port);
  // It runs in a process group of its own, which a signal to this one does not reach.
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void stack.stop().finally(() => process.exit(1)));
  try {
    const client = await logInAs(stack.origin, demoAccount);
    const run = async ({ clip, pipeline }: { clip: ClipName; pipeline: PipelineName }, round: number) => {
      const folder = join(scratch, `${clip}-${pipeline}-${round}`);
      mkdirSync(folder);
      const engine =
        pipeline === 'matinee' ? await runEngine(stack, client, clipFile(clip), folder) : undefined;
      const outcome = engine ?? (await rivals[pipeline as keyof typeof rivals](clipFile(clip), folder));
      if (engine) await remove(client, engine.videoKey);
      const { playable, wall, cpu, made } = outcome;
      const row: Row = {
        ...{ clip, pipeline, playable, wall, cpu },
        ...(engine && { cpuOf: engine.cpuOf, memory: engine.memory }),
      };
      measured.rows.push(row);
      say(
        `${clip} ${pipeline}: plays after ${playable?.toFixed(2) ?? '–'} s, all after ${wall.toFixed(1)} s, ${cpu.toFixed(1)} CPU-s`,
      );
      if (round === 0 && options.wants('quality') && made.length > 0) {
        row.quality = [];
        for (const rendition of made) row.quality.push(await measureQuality(rendition, clipFile(clip)));
      }
      rmSync(folder, { recursive: true, force: true });
    };
    for (let round = 0; round < options.rounds; round += 1)
      for (const turn of turns(round)) await run(turn, round);

    if (options.wants('long') && options.clips.includes('web')) {
      const file = join(scratch, 'long.mp4');
      const clip = { file: clipFile('web'), seconds: options.seconds };
      for (const args of longClipArguments(clip, options.longMinutes * 60, scratch, file)) runFfmpeg(args);
      measured.playableLong = await timeToPlay(client, file, scratch);
      rmSync(file);
      say(
        `${options.longMinutes} minutes, friendly to the web: play after ${measured.playableLong.toFixed(2)} s`,
      );
    }
    const grain = options.clips.includes('grain') && clipFile('grain');
    if (options.wants('kill') && grain) {
      const { made, ...survival } = await killWorker(stack, client, grain, scratch);
      const wanted = options.seconds * 30;
      const rungs = await Promise.all(made.map((rendition) => measureQuality(rendition, grain)));
      const whole = rungs.length > 0 && rungs.every(({ frames, shift }) => frames === wanted && shift === 0);
      measured.survival = { ...survival, whole };
      say(
        `a killed worker lost ${survival.lostChunks} chunk, ${survival.lostCpu.toFixed(1)} CPU-s; whole: ${whole}`,
      );
    }
  } finally {
    await stack.stop();
  }
  const summaries = summarize(measured.rows);
  const figures = headline(measured);
  if (options.json)
    console.log(
      JSON.stringify({
        ...figures,
        survival: measured.survival,
        pipelines: summaries,
        clips: options.clips.map((name) => ({ name, seconds: options.seconds, about: clips[name].about })),
        machine: `${availableParallelism()} cores, ${cpus()[0]?.model}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
        date: new Date().toISOString(),
        rounds: options.rounds,
        quick: options.quick,
        took_s: Math.round((performance.now() - started) / 1000),
      }),
    );
  else console.log(`\n${table(summaries, figures)}`);
} finally {
  rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
}
