import { mediaPath } from '@matinee/contracts';
import { eventually } from '@matinee/testing';
import { of, type Remains, type Spawn } from '../checker/history.ts';
import { colourOf } from './clips.ts';
import type { Stage } from './stage.ts';
import { stillRuns } from './tools.ts';
import { keyOf, walk } from './walk.ts';
import { createReadable } from './watcher.ts';

/** Looks at everything a stage has left: rows, objects, files, processes, messages. */
export async function collectRemains(stage: Stage, spawns: readonly Spawn[]): Promise<Remains> {
  const { buckets, query, recorder, queues, lured } = stage;
  const jobs = await query<Remains['jobs'][number]>(
    'SELECT videoKey, state, generation, failureCode FROM jobs',
  );
  const readable = createReadable(stage.server.url, buckets);
  const named: Remains['named'] = {};
  const colours: Remains['colours'] = {};
  for (const { videoKey, state } of jobs) {
    const last = of(recorder, 'event')
      .map(({ event }) => event)
      .filter((event) => event.videoKey === videoKey)
      .sort((a, b) => a.revision - b.revision)
      .at(-1);
    if (state !== 'ready' || !last) continue;
    const keys = stringsOf(last).filter((text) => text.startsWith(`${videoKey}/`));
    for (const key of [...keys]) {
      if (!/\.(m3u8|mpd|vtt)$/.test(key)) continue;
      const seen = await walk(mediaPath(key), readable);
      keys.push(...(seen?.found ?? []).map((path) => keyOf(path) ?? path));
    }
    named[videoKey] = [...new Set([...keys, ...keys.map(initBeside)])];
    if (last.mp4Key) colours[videoKey] = await colourOf(await buckets.get(last.mp4Key, buckets.media));
  }
  const dead = await Promise.all(
    [queues.intake, queues.fast, queues.bulk].map((queue) => queue.deadCounts()),
  );
  return {
    jobs: jobs.map((job) => ({ ...job, generation: Number(job.generation) })),
    openTasks: await query(`SELECT id, state FROM tasks WHERE state IN ('pending', 'running')`),
    unsent: (await query('SELECT id FROM outbox')).length,
    mediaKeys: await buckets.keys('', buckets.media),
    originalKeys: await buckets.keys('', buckets.originals),
    unfinishedUploads: [...(await buckets.unfinished()), ...(await buckets.unfinished(buckets.originals))],
    temporary: stage.workers().flatMap((worker) => worker.temporary()),
    alive: await survivors(spawns),
    deadLetters: dead.reduce((sum, { ready }) => sum + ready, 0),
    named,
    colours,
    lured: [...lured],
  };
}

/** Chunks have equal init segments of their own, of which a playlist names one; they go with their segments. */
const initBeside = (key: string) => key.replace(/[^/]+\.m4s$/, 'init.mp4');

/** The kernel needs a moment to end a tool whose worker was killed. */
async function survivors(spawns: readonly Spawn[]): Promise<string[]> {
  const running = () => spawns.filter(stillRuns).map(({ actor, tool, id }) => `${tool} ${id} of ${actor}`);
  await eventually(() => running().length === 0, { timeoutMs: 3000 }).catch(() => {});
  return running();
}

const stringsOf = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsOf) : [];
};
