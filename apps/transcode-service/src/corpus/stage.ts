import { originalKey } from '@matinee/contracts';
import { eventually } from '@matinee/testing';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deletedEvent, newVideo, uploadedEvent, type Harness } from '../testing/harness.ts';
import { startWithWorker } from '../testing/real-worker.ts';
import { setOutCanaries } from './canaries.ts';
import { childrensTime, descendants, watchTools } from './measure.ts';
import type { Row } from './row.ts';

/** How a video ended. */
export interface Ending {
  videoKey: string;
  state: 'ready' | 'failed';
  failureCode: string | null;
  durationSeconds: number | null;
  masterKey: string | null;
  posterKey: string | null;
  mp4Key: string | null;
  /** What the owner is told about a video that is not all of the file. */
  warnings: readonly string[];
}

/** Milliseconds until a video without an end hangs, on a busy machine too. */
const PATIENCE = 300_000;

/** The server, one worker process and the canaries, in the local cloud of the run. */
export async function setStage() {
  const directory = await mkdtemp(join(tmpdir(), 'corpus-worker-'));
  const canaries = await setOutCanaries(directory);
  const { harness, worker } = await startWithWorker({
    directory,
    slots: 2,
    // With the channel cut, because the run was killed, it ends by itself.
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    logLevel: 'info',
  });
  const pid = worker.pid!;
  let said = '';
  worker.stdout!.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const tools = watchTools(pid);

  const jobOf = async (videoKey: string): Promise<Ending | undefined> => {
    const [row] = await harness.query<Omit<Ending, 'warnings'> & { plan: unknown }>(
      'SELECT videoKey, state, failureCode, durationSeconds, masterKey, posterKey, mp4Key, plan FROM jobs WHERE videoKey = ?',
      [videoKey],
    );
    if (!row) return undefined;
    const { plan, ...job } = row;
    const read = (typeof plan === 'string' ? JSON.parse(plan) : plan) as { warnings?: string[] } | null;
    return { ...job, warnings: read?.warnings ?? [] };
  };

  return {
    canaries,
    media: harness.media,
    tools,
    /** Uploads a file as an owner would, and waits for what becomes of it. */
    async process(row: Row, path: string): Promise<Ending> {
      const bytes = row.lure ? canaries.fill(await readFile(path)) : await readFile(path);
      const video = newVideo();
      const key = originalKey(video.ownerId, video.videoKey);
      const { etag } = await put(harness.originals, key, bytes);
      const event = uploadedEvent({
        bucket: harness.config.ORIGINALS_BUCKET,
        video,
        etag,
        size: bytes.byteLength,
      });
      await harness.deliver(event);
      return eventually(
        async () => {
          const now = await jobOf(video.videoKey);
          return now && (now.state === 'ready' || now.state === 'failed') && now;
        },
        { timeoutMs: PATIENCE, intervalMs: 50 },
      ).catch(async (error: unknown) => {
        // Its tasks would be in the way of every file after it.
        await harness.deliver(deletedEvent(video));
        throw error;
      });
    },
    /** CPU time of all tools so far, seconds. */
    toolTime: () => childrensTime(pid),
    /** What the worker said since the last call. */
    takeLog() {
      const log = said;
      said = '';
      return log;
    },
    /** Whether it is still the same process, with nothing at its feet; waits for a tool that is just ending. */
    async isClean(): Promise<boolean> {
      if (worker.exitCode !== null || worker.signalCode !== null) return false;
      return eventually(async () => {
        const left = (await readdir(directory)).filter(
          (name) => !/^(alive|matinee-task-1-canary|matinee-task-\d+-root)$/.test(name),
        );
        return left.length === 0 && descendants(pid).length === 0;
      });
    },
    async strike() {
      tools.stop();
      worker.kill('SIGTERM');
      if (worker.exitCode === null) await once(worker, 'exit');
      canaries.close();
      await harness.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
export type Stage = Awaited<ReturnType<typeof setStage>>;

async function put(store: Harness['originals'], key: string, bytes: Uint8Array) {
  await store.put(key, bytes, { contentType: 'application/octet-stream' });
  const head = await store.head(key);
  return { etag: head?.etag ?? '' };
}
