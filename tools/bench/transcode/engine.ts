import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { upload, type Client } from '../client.ts';
import { cpuSecondsOf, findProcess } from '../processes.ts';
import type { Stack } from '../stack.ts';
import { watchMemory, type SlotMemory } from './memory.ts';
import type { Outcome } from './types.ts';
import { createViewer } from './viewer.ts';

export interface EngineOutcome extends Outcome {
  videoKey: string;
  /** CPU-seconds apart: the worker with all it started, transcode-service, and all that stands in for AWS and the web. */
  cpuOf: { worker: number; server: number; others: number };
  memory: SlotMemory;
}

const scripts = { worker: 'transcode-service/dist/worker.js', server: 'transcode-service/dist/main.js' };
export const workerOf = (stack: Stack) => findProcess(stack.process.pid!, scripts.worker);

function cpuOf(stack: Stack) {
  const worker = cpuSecondsOf(workerOf(stack));
  const server = cpuSecondsOf(findProcess(stack.process.pid!, scripts.server));
  return { worker, server, others: cpuSecondsOf(stack.process.pid!) - worker - server };
}

/** Uploads a file and describes it, as the web client does. @returns the moment at which its last byte had arrived */
export async function send(client: Client, file: string): Promise<{ videoKey: string; uploadedAt: number }> {
  const { videoKey, uploadToken } = await upload(client, file);
  const uploadedAt = performance.now();
  await client.authorized('POST', '/videos/metadata', { videoKey, uploadToken, displayName: 'Benchmark' });
  return { videoKey, uploadedAt };
}

export const remove = (client: Client, videoKey: string) =>
  client.authorized('DELETE', `/videos/${videoKey}`).catch(() => undefined);

/** A clip through the whole of Matinee: upload, intake, plan, workers, playlists. Its renditions are put into `folder`. */
export async function runEngine(
  stack: Stack,
  client: Client,
  file: string,
  folder: string,
): Promise<EngineOutcome> {
  const before = cpuOf(stack);
  const memory = watchMemory(workerOf(stack));
  const { videoKey, uploadedAt } = await send(client, file);
  const viewer = createViewer(client, videoKey);
  const playableAt = await viewer.untilPlayable(folder);
  const readyAt = await viewer.untilReady();
  const after = cpuOf(stack);
  const parts = {
    worker: after.worker - before.worker,
    server: after.server - before.server,
    others: after.others - before.others,
  };
  return {
    videoKey,
    playable: (playableAt - uploadedAt) / 1000,
    wall: (readyAt - uploadedAt) / 1000,
    cpu: parts.worker + parts.server,
    cpuOf: parts,
    memory: memory.stop(),
    made: await viewer.download(folder),
  };
}

/** Longest an AV1 pass may take, seconds. */
const AV1_LIMIT = 1800;

/** The second pass over a video that is ready, asked for as its owner does. @returns its renditions, in `folder` */
export async function runAv1(stack: Stack, client: Client, videoKey: string, folder: string) {
  const before = cpuOf(stack);
  const asked = performance.now();
  await client.authorized('POST', `/transcodes/${videoKey}/av1`, {});
  const viewer = createViewer(client, videoKey);
  const offered = await viewer.untilOffered('av1', asked + AV1_LIMIT * 1000);
  if (offered === undefined) throw new Error(`No AV1 after ${AV1_LIMIT} s`);
  const after = cpuOf(stack);
  const made = await viewer.download(folder);
  return {
    wall: (offered - asked) / 1000,
    cpu: after.worker + after.server - before.worker - before.server,
    made: made.filter(({ codec }) => codec === 'av1'),
  };
}

/** Only until somebody could press play; then the video is removed, and its work with it. Seconds. */
export async function timeToPlay(client: Client, file: string, scratch: string): Promise<number> {
  const folder = mkdtempSync(join(scratch, 'play-'));
  const { videoKey, uploadedAt } = await send(client, file);
  try {
    return ((await createViewer(client, videoKey).untilPlayable(folder)) - uploadedAt) / 1000;
  } finally {
    await remove(client, videoKey);
    rmSync(folder, { recursive: true, force: true });
  }
}
