import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { randomUUID } from 'node:crypto';
import { originalKey, type VideoEvent } from '@matinee/contracts';
import {
  connect,
  createTestDatabase,
  eventually,
  newPersonId,
  newVideoKey,
  testBuckets,
  testCloud,
  testQueue,
} from '@matinee/testing';
import type { History, Remains } from '../checker/history.ts';
import { colours, paint, type ClipOptions } from './clips.ts';
import { createRecorder } from './recorder.ts';
import { collectRemains } from './remains.ts';
import { startServer } from './server.ts';
import { collectTransitions, installTriggers } from './transitions.ts';
import { createReadable, watchMasters } from './watcher.ts';
import { createWorker, type Worker, type WorkerOptions } from './worker.ts';

const migrations = fileURLToPath(new URL('../../prisma/migrations', import.meta.url));
export type Stage = Awaited<ReturnType<typeof setStage>>;
export type Video = { videoKey: string; ownerId: string };
type JobState = { state: string; failureCode: string | null };

export type StageOptions = {
  /** Names of workers that are made, and started. */
  workers?: readonly string[];
  server?: { nodeOptions?: readonly string[]; env?: Record<string, string> };
};

/** A transcode server, its workers, database, buckets and queues, all of one fault's own, and a record of all they do. */
export async function setStage({ workers: names = ['A'], server: serverOptions = {} }: StageOptions = {}) {
  mkdirSync(join(testCloud().dir, 'stages'), { recursive: true });
  const folder = mkdtempSync(join(testCloud().dir, 'stages', 'stage-'));
  const recorder = createRecorder();
  const queue = { visibilityTimeoutSeconds: 6, maxReceiveCount: 50 };
  const [intake, fast, bulk, events] = await Promise.all([
    testQueue({ ...queue, maxReceiveCount: 5 }),
    testQueue(queue),
    testQueue(queue),
    testQueue(),
  ]);
  const buckets = await testBuckets(intake.topicArn);
  const database = await createTestDatabase('transcode', migrations);
  // The user's address has no port: the pool of the cloud listens on the port of its own database URL.
  const direct = new URL(database.url);
  direct.port = new URL(testCloud().resources.databaseUrls.transcode).port;
  const sql = await connect(direct.href);
  await installTriggers(sql);
  const lanes = {
    TRANSCODE_FAST_QUEUE_URL: fast.url,
    TRANSCODE_BULK_QUEUE_URL: bulk.url,
    MEDIA_BUCKET: buckets.media,
  };
  const server = await startServer({
    ...serverOptions,
    folder,
    recorder,
    databaseUrl: direct.href,
    places: {
      ...lanes,
      ORIGINALS_BUCKET: buckets.originals,
      TRANSCODE_INTAKE_QUEUE_URL: intake.url,
      VIDEO_EVENTS_TOPIC_ARN: events.topicArn,
    },
  });
  const workers = new Map<string, Worker>();
  const videos: Video[] = [];
  const painted: Record<string, string> = {};
  const lured: string[] = [];
  const watcher = watchMasters({
    readable: createReadable(server.url, buckets),
    buckets,
    recorder,
    videoKeys: () => videos.map(({ videoKey }) => videoKey),
  });

  async function addWorker(name: string, options: WorkerOptions & { start?: boolean } = {}): Promise<Worker> {
    const context = { name, folder, recorder, serverUrl: server.url, places: lanes };
    const worker = await createWorker(context, options);
    workers.set(name, worker);
    if (options.start !== false) worker.start();
    return worker;
  }
  for (const name of names) await addWorker(name);

  const query = <Row>(text: string, values: unknown[] = []): Promise<Row[]> => sql.query(text, values);
  const jobOf = async ({ videoKey }: Pick<Video, 'videoKey'>) =>
    (await query<JobState>('SELECT state, failureCode FROM jobs WHERE videoKey = ?', [videoKey]))[0];

  const stage = {
    folder,
    recorder,
    server,
    buckets,
    queues: { intake, fast, bulk, events },
    query,
    jobOf,
    lured,
    addWorker,
    worker: (name: string): Worker => workers.get(name)!,
    workers: (): Worker[] => [...workers.values()],
    /** Brings the transitions so far into the record. */
    collect: () => collectTransitions(sql, recorder),
    note: (text: string) => recorder.add({ kind: 'note', text }),

    /** Puts a file where a browser would, and remembers that S3 acknowledged it. */
    async uploadBytes(bytes: Uint8Array, ownerId = newPersonId()): Promise<Video> {
      const video = { videoKey: newVideoKey(), ownerId };
      const key = originalKey(ownerId, video.videoKey);
      await buckets.put(key, bytes, buckets.originals);
      recorder.acknowledged(key);
      videos.push(video);
      return video;
    },
    /** Uploads a film; every owner's pictures have a colour of their own. */
    async upload(options: ClipOptions = { seconds: 4 }, ownerId = newPersonId()): Promise<Video> {
      const before = videos.find((video) => video.ownerId === ownerId && painted[video.videoKey]);
      const owners = new Set(videos.map((video) => video.ownerId)).size;
      const colour = before ? painted[before.videoKey]! : colours[owners % colours.length]!;
      const video = await stage.uploadBytes(await readFile(await paint(colour, options)), ownerId);
      painted[video.videoKey] = colour;
      return video;
    },
    /** What the catalog says when an owner deletes a video. */
    async deleteVideo({ videoKey, ownerId }: Video): Promise<void> {
      const envelope = { eventId: randomUUID(), occurredAt: new Date().toISOString(), revision: 1 };
      await intake.publish({ type: 'video.deleted', ...envelope, videoKey, ownerId });
    },
    /** Waits until a video is in one of these states; fails when it came to another end. */
    until: (video: Video, states: readonly string[], timeoutMs = 60_000) =>
      eventually(
        async () => {
          const job = await jobOf(video);
          return job && states.includes(job.state) ? job : undefined;
        },
        { timeoutMs, intervalMs: 50 },
      ),
    tasks: (video: Video) =>
      query<{
        id: string;
        kind: string;
        state: string;
        attempts: number;
        failures: number;
        workerId: string | null;
      }>('SELECT id, kind, state, attempts, failures, workerId FROM tasks WHERE videoKey = ?', [
        video.videoKey,
      ]),

    /** Takes every fault away; processes that died come back, as ECS would bring them. */
    async heal(): Promise<void> {
      await server.heal();
      for (const worker of workers.values()) worker.heal();
    },

    /** Waits until every video has its end and nobody works any more. Fails with what is still open. */
    async quiet(timeoutMs = 90_000): Promise<void> {
      await eventually(
        async () => {
          const open = await query<{ what: string }>(
            `SELECT CONCAT(videoKey, ' is ', state) AS what FROM jobs WHERE state NOT IN ('ready', 'failed', 'deleted')
             UNION ALL SELECT CONCAT(kind, ' task is ', state, ', attempt ', attempts) FROM tasks WHERE state IN ('pending', 'running')
             UNION ALL SELECT CONCAT('to be sent: ', COUNT(*)) FROM outbox HAVING COUNT(*) > 0`,
          );
          const known = await query<{ videoKey: string }>('SELECT videoKey FROM jobs');
          const unknown = videos.filter(({ videoKey }) => !known.some((job) => job.videoKey === videoKey));
          const busy = [...workers.values()].filter((worker) => worker.busy());
          const left = [
            ...open.map(({ what }) => what),
            ...unknown.map(({ videoKey }) => `${videoKey} has no job`),
            ...busy.map(({ name }) => `worker ${name} is busy`),
          ];
          if (left.length > 0) throw new Error(`Not quiet: ${left.slice(0, 10).join('; ')}`);
          return true;
        },
        { timeoutMs, intervalMs: 100 },
      );
    },

    /** The clean-ups that are due minutes from now happen now, until none is due. */
    async sweep(): Promise<void> {
      await eventually(
        async () => {
          await query('UPDATE jobs SET cleanAt = UTC_TIMESTAMP(6) WHERE cleanAt > UTC_TIMESTAMP(6)');
          return (await query('SELECT 1 FROM jobs WHERE cleanAt IS NOT NULL')).length === 0;
        },
        { timeoutMs: 30_000, intervalMs: 250 },
      );
    },

    /** Ends every worker in order, sweeps, and tells all that was recorded and all that remains. */
    async history(): Promise<History> {
      const codes = await Promise.all([...workers.values()].map((worker) => worker.stop()));
      if (codes.some((code) => code !== 0)) stage.note(`Workers ended with ${codes.join(', ')}.`);
      await stage.sweep();
      await watcher.stop();
      await collectTransitions(sql, recorder);
      for (const event of await receiveAll(events)) recorder.add({ kind: 'event', event });
      const spawns = [...workers.values()].flatMap(({ tools }) => tools.spawns());
      const remains: Remains = await collectRemains(stage, spawns);
      return { entries: recorder.entries, spawns, remains, painted };
    },

    async close(): Promise<void> {
      await watcher.stop();
      for (const worker of workers.values()) await worker.close();
      await server.stop();
      await sql.end();
      await Promise.all([intake, fast, bulk, events].map((one) => one.remove()));
      await database.drop();
      buckets.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return stage;
}

async function receiveAll(queue: Awaited<ReturnType<typeof testQueue>>): Promise<VideoEvent[]> {
  const all: VideoEvent[] = [];
  while ((await queue.counts()).ready > 0) all.push(...((await queue.receive()) as VideoEvent[]));
  return all;
}
