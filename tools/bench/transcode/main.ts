// `npm run bench:transcode`: our encoding beside PeerTube's and MediaCMS's, and beside what one ffmpeg can do, on the same
// clips in one run. `-- --json` prints one object, `-- --quick` is only for trying it out. docs/benchmarks.md has the words.
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { demoAccount } from '../../../apps/local/src/demo.ts';
import { measuredCosts } from '../../simulate/encoding/costs.ts';
import { speedupOfFour } from '../../simulate/encoding/table.ts';
import { logInAs } from '../client.ts';
import { startStack } from '../stack.ts';
import { median } from '../statistics.ts';
import { clips } from './clips.ts';
import { readOptions } from './options.ts';
import { headline, summarize, table, toRung, type Measured, type Row } from './report.ts';
import { createSession, makeClips, turnsOf } from './session.ts';

const options = readOptions(process.argv.slice(2));
const started = performance.now();
const elapsed = () => Math.round((performance.now() - started) / 1000);
const say = (text: string) => {
  if (!options.json) console.log(`${String(elapsed()).padStart(5)} s  ${text}`);
};
const scratch = mkdtempSync(join(tmpdir(), 'matinee-transcode-'));
const measured: Measured = { rows: [], playableLong: null, av1: null, survival: null, speedupOfFour: null };

/** Ten minutes on four slots against one, from what the chunks of this run have cost. */
function simulateFour(rows: Row[]): number | null {
  const costs = rows.flatMap(({ clip, cpuOf }) => (clip === 'grain' && cpuOf ? [cpuOf.worker] : []));
  if (costs.length === 0) return null;
  const { sound, finalize } = measuredCosts;
  return speedupOfFour({ ...measuredCosts, ladder: median(costs) / options.seconds - sound - finalize });
}

/** What fails is told and stays null; the rest of the run is worth having. */
async function attempt<T>(measure: () => Promise<T>): Promise<T | null> {
  try {
    return await measure();
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
    return null;
  }
}

async function measure(): Promise<void> {
  makeClips({ options, scratch, say });
  say('starting Matinee');
  const stack = await startStack(join(scratch, 'data'), options.port);
  // It runs in a process group of its own, which a signal to this one does not reach.
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void stack.stop().finally(() => process.exit(1)));
  try {
    const client = await logInAs(stack.origin, demoAccount);
    const session = createSession(stack, client, { options, scratch, say });
    if (options.wants('matinee')) await attempt(() => session.warmUp(options.clips[0]!));
    for (let round = 0; round < options.rounds; round += 1)
      for (const turn of turnsOf(round, options)) {
        const row = await attempt(() => session.turn(turn, round));
        if (row) measured.rows.push(row);
      }
    if (options.wants('av1')) measured.av1 = await attempt(session.av1);
    if (options.wants('long') && options.clips.includes('web'))
      measured.playableLong = await attempt(session.long);
    if (options.wants('kill') && options.clips.includes('grain'))
      measured.survival = await attempt(session.kill);
  } finally {
    await stack.stop();
  }
  measured.speedupOfFour = simulateFour(measured.rows);
}

try {
  await measure();
  const summaries = summarize(measured.rows);
  const figures = headline(measured);
  const about = {
    clips: options.clips.map((name) => ({ name, seconds: options.seconds, about: clips[name].about })),
    machine: `${availableParallelism()} cores, ${cpus()[0]?.model}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    date: new Date().toISOString(),
  };
  const { survival } = measured;
  const av1 = measured.av1?.quality.map(toRung) ?? null;
  const how = { rounds: options.rounds, quick: options.quick, took_s: elapsed() };
  if (options.json)
    console.log(JSON.stringify({ ...figures, survival, av1, pipelines: summaries, ...about, ...how }));
  else
    console.log(
      `\n${table(summaries, figures)}\n\n${about.machine}, ${about.date.slice(0, 10)}, ${how.took_s} s`,
    );
} finally {
  rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
}
