import { testCloud, testQueue, testStore, newPersonId, newVideoKey, type TestQueue } from '@matinee/testing';
import { scaling } from '@matinee/scaling';
import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Claim, TaskSpec } from './work/contract.ts';
import { lavfi, numberedPicture, withClips, x264 } from './worker/spec-clips.ts';

const token = 't'.repeat(40);
const clips = withClips();
const store = { current: undefined as ReturnType<typeof testStore> | undefined };
const queues = { fast: undefined as TestQueue | undefined, bulk: undefined as TestQueue | undefined };
/** From SIGTERM until nothing is left of the process. */
const EXIT_SECONDS = 5;
const wait = { timeout: 30_000, interval: 100 };
let worker: ChildProcess;

/** A server that hands out one task at a time and writes down what it is told. */
const claims = new Map<string, Claim>();
const calls: { action: string; taskId: string; body: { leaseToken?: string; result?: { kind: string } } }[] =
  [];
/** What the agent of the ECS task was asked for. */
const protections: boolean[] = [];
const server = createServer((request, response) => {
  const [, , , , taskId = '', action = ''] = (request.url ?? '').split('/');
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    if (request.url === '/agent/task-protection/v1/state') {
      protections.push(JSON.parse(Buffer.concat(chunks).toString()).ProtectionEnabled);
      return void response.writeHead(200).end('{}');
    }
    expect(request.headers.authorization).toBe(`Bearer ${token}`);
    calls.push({ taskId, action, body: JSON.parse(Buffer.concat(chunks).toString()) });
    const claim = claims.get(taskId);
    if (action === 'claim') {
      claims.delete(taskId);
      return void response.writeHead(claim ? 200 : 409).end(JSON.stringify(claim ?? {}));
    }
    response.writeHead(200).end('{}');
  });
});
const told = (action: string, taskId: string) =>
  calls.filter((call) => call.action === action && call.taskId === taskId).map(({ body }) => body);

beforeAll(async () => {
  store.current = testStore();
  queues.fast = await testQueue();
  queues.bulk = await testQueue();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  store.current?.close();
  await queues.fast?.remove();
  await queues.bulk?.remove();
  server.close();
});
afterEach(async () => {
  if (worker.exitCode === null && worker.signalCode === null) {
    worker.kill('SIGKILL');
    await once(worker, 'exit');
  }
});

const serverUrl = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

function start() {
  const { region, credentials, endpoints, resources } = testCloud();
  worker = spawn(process.execPath, [fileURLToPath(new URL('./worker.ts', import.meta.url))], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      LOG_LEVEL: 'warn',
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      S3_ENDPOINT: endpoints.s3,
      SQS_ENDPOINT: endpoints.sqs,
      MEDIA_BUCKET: resources.buckets.media,
      TRANSCODE_FAST_QUEUE_URL: queues.fast!.url,
      TRANSCODE_BULK_QUEUE_URL: queues.bulk!.url,
      TRANSCODE_URL: serverUrl(),
      ECS_AGENT_URI: `${serverUrl()}/agent`,
      WORKER_TOKEN: token,
      WORKER_SLOTS: '1',
      WORKER_DIRECTORY: clips.directory,
    },
  });
}
async function offer(queue: TestQueue, spec: TaskSpec) {
  const claim: Claim = {
    taskId: randomUUID(),
    videoKey: newVideoKey(),
    leaseToken: randomUUID(),
    leaseSeconds: 30,
    alone: false,
    prefix: `${newVideoKey()}/1`,
    attempt: 1,
    spec,
  };
  claims.set(claim.taskId, claim);
  await queue.send({ schemaVersion: 1, taskId: claim.taskId });
  return claim;
}
async function upload(seconds: number) {
  const bytes = await clips.make('up.mp4', ...lavfi(numberedPicture({ rate: '30', seconds })), ...x264(30));
  const bucket = testCloud().resources.buckets.originals;
  const key = `${newPersonId()}/${newVideoKey()}/source`;
  await store.current!.put(key, bytes, bucket);
  return { bucket, key, size: bytes.byteLength };
}
const video = {
  frameRate: { numerator: 30, denominator: 1 },
  ...{
    startTime: 0,
    interlaced: false,
    hdr: 'sdr' as const,
    fullRange: false,
    index: 0,
    matrix: 'bt601' as const,
  },
  ...{ width: 320, height: 180 },
};
const storyboard = { everyFrames: 30, width: 160, height: 90, columns: 5 };
const rung = {
  name: 'v180',
  codec: 'h264' as const,
  width: 320,
  height: 180,
  maxRate: 400_000,
  bufferSize: 800_000,
};

describe('the worker process', () => {
  it('takes tasks of both queues and leaves their results in the media bucket', async () => {
    const source = await upload(4);
    const probe = await offer(queues.fast!, { kind: 'probe', source });
    const chunk = { kind: 'video' as const, source, video, rungs: [rung], firstSegment: 0, firstFrame: 0 };
    const encode = await offer(queues.bulk!, { ...chunk, segmentFrames: [120], stills: true, storyboard });
    start();
    await vi.waitFor(() => expect(told('complete', encode.taskId)).toHaveLength(1), wait);
    expect(existsSync(join(clips.directory, 'alive'))).toBe(true);
    expect(protections).toEqual([true]);
    expect(told('complete', probe.taskId)).toEqual([
      { leaseToken: probe.leaseToken, result: expect.objectContaining({ kind: 'probe' }) },
    ]);
    expect(told('complete', encode.taskId)[0]!.result).toMatchObject({ kind: 'video', frames: 120 });
    expect(await store.current!.keys(encode.prefix)).toEqual([
      `${encode.prefix}/still.jpg`,
      `${encode.prefix}/storyboard.jpg`,
      `${encode.prefix}/v180/00000.m4s`,
      `${encode.prefix}/v180/init.mp4`,
    ]);
    await vi.waitFor(async () => {
      expect(await queues.bulk!.counts()).toMatchObject({ ready: 0, inFlight: 0 });
    }, wait);
  });

  it('hands its task back on SIGTERM and is gone within five seconds, long before ECS would kill it', async () => {
    expect(EXIT_SECONDS).toBeLessThanOrEqual(scaling.stopTimeoutSeconds / 2);
    protections.length = 0;
    // Minutes of work: many rungs of a long chunk.
    const rungs = Array.from({ length: 8 }, (_, index) => ({
      ...rung,
      name: `v${1800 + index}`,
      width: 3200,
      height: 1800,
    }));
    const chunk = {
      kind: 'video' as const,
      source: await upload(20),
      video,
      rungs,
      firstSegment: 0,
      firstFrame: 0,
      segmentFrames: [120, 120, 120, 120, 120],
    };
    const claim = await offer(queues.fast!, { ...chunk, stills: false, storyboard: null });
    start();
    await vi.waitFor(() => expect(told('claim', claim.taskId)).toHaveLength(1), wait);
    worker.kill('SIGTERM');
    const timer = setTimeout(() => worker.kill('SIGKILL'), EXIT_SECONDS * 1000);
    const [code] = (await once(worker, 'exit')) as [number | null];
    clearTimeout(timer);
    expect(code).toBe(0);
    expect(told('release', claim.taskId)).toEqual([{ leaseToken: claim.leaseToken }]);
    expect(told('fail', claim.taskId)).toEqual([]);
    expect(protections).toEqual([true, false]);
    const [message] = await queues.fast!.receive();
    expect(JSON.stringify(message)).toContain(claim.taskId);
  });
});
