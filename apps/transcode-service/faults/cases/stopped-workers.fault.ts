import { createHash } from 'node:crypto';
import { eventually } from '@matinee/testing';
import { expect } from 'vitest';
import { of } from '../checker/history.ts';
import { fault } from '../harness/fault.ts';
import { hold, isAction, isReport, refuse } from '../harness/faults.ts';
import type { Stage, Video } from '../harness/stage.ts';
import { longLeases } from '../harness/server.ts';
import { stillRuns } from '../harness/tools.ts';

const FILM = { seconds: 8 };
const patient = { timeoutMs: 60_000 };
const reports = (stage: Stage, actor: string) =>
  of(stage.recorder, 'api').filter((entry) => entry.actor === actor);
const refused = (stage: Stage, actor: string) => reports(stage, actor).filter(({ status }) => status === 409);

/** Digests of every playlist of a video. */
async function playlists({ buckets }: Stage, { videoKey }: Video): Promise<Record<string, string>> {
  const keys = (await buckets.keys(`${videoKey}/`, buckets.media)).filter((key) => key.endsWith('.m3u8'));
  const digest = async (key: string) =>
    createHash('sha256')
      .update(await buckets.get(key, buckets.media))
      .digest('hex');
  return Object.fromEntries(await Promise.all(keys.map(async (key) => [key, await digest(key)] as const)));
}

fault(
  'F04',
  'a worker that sleeps through its lease cannot touch what another one published',
  async (stage) => {
    const zombie = stage.worker('A');
    const video = await stage.upload(FILM);
    await zombie.midEncode();
    zombie.process().signal('SIGSTOP');
    await stage.addWorker('B');
    await stage.until(video, ['ready'], 90_000);
    const before = await playlists(stage, video);
    zombie.process().signal('SIGCONT');
    await eventually(() => refused(stage, 'A').length > 0, patient);
    return {
      async after() {
        expect(Object.keys(before)).not.toEqual([]);
        expect(await playlists(stage, video)).toEqual(before);
      },
    };
  },
);

fault('F04', 'a report that arrives after its lease has ended is refused', async (stage) => {
  const late = stage.worker('A');
  const report = hold(late.api, 'before', isReport('complete', 'video'));
  const video = await stage.upload(FILM);
  await report.reached;
  const beats = refuse(late.api, isReport('heartbeat'), 503);
  const claims = refuse(late.api, isReport('claim'), 503);
  await stage.addWorker('B');
  await stage.until(video, ['ready'], 90_000);
  beats.remove();
  claims.remove();
  report.release();
  await eventually(() => refused(stage, 'A').some(({ action }) => action === 'complete'), patient);
});

fault(
  'F05',
  'a worker that is told to go hands its task back at once and ends with 0',
  async (stage) => {
    const leaving = stage.worker('A');
    const video = await stage.upload({ seconds: 12 });
    await leaving.midEncode();
    const staying = await stage.addWorker('B', { env: { WORKER_SLOTS: '3' } });
    await eventually(() => reports(stage, 'B').some(({ action }) => action === 'claim'), patient);
    const receives: number[] = [];
    leaving.sqs.use(async (call, next) => {
      if (isAction('ReceiveMessage')(call)) receives.push(performance.now());
      return next();
    });
    const told = stage.recorder.now();
    const toldAt = performance.now();
    expect(await leaving.stop(5)).toBe(0);
    expect(receives.filter((at) => at > toldAt)).toEqual([]);
    const returned = reports(stage, 'A').find(({ action, t }) => action === 'release' && t > told);
    expect(returned?.status).toBe(200);
    const taken = () =>
      reports(stage, 'B').find(
        ({ action, status, t }) => action === 'claim' && status === 200 && t > returned!.t,
      );
    const { t } = await eventually(taken, patient);
    await stage.until(video, ['ready']);
    expect(staying.running()).toBe(true);
    return { told: `ended with 0; its task was taken up ${((t - told) / 1000).toFixed(1)} s after SIGTERM` };
  },
  { server: longLeases },
);

fault('F13', 'a worker that cannot renew its lease stops before somebody else may start', async (stage) => {
  const worker = stage.worker('A');
  const video = await stage.upload(FILM);
  const encoder = await worker.encoder();
  process.kill(encoder.pid, 'SIGSTOP');
  const beats = refuse(worker.api, isReport('heartbeat'), 500);
  await eventually(() => !stillRuns(encoder), patient);
  const stoppedAt = stage.recorder.now();
  await stage.addWorker('B');
  beats.remove();
  await stage.until(video, ['ready'], 90_000);
  const again = reports(stage, 'B').find(({ action, status }) => action === 'claim' && status === 200);
  expect(again === undefined || again.t > stoppedAt).toBe(true);
});

fault(
  'F13',
  'a worker that cannot keep its message goes on under its lease, and the work is done once',
  async (stage) => {
    const worker = stage.worker('A');
    const refusals = refuse(worker.sqs, isAction('ChangeMessageVisibility'), 500, Infinity, '{}');
    const video = await stage.upload(FILM);
    const encoder = await worker.encoder();
    process.kill(encoder.pid, 'SIGSTOP');
    await eventually(() => refusals.count() > 0, patient);
    await stage.addWorker('B');
    const again = () => of(stage.recorder, 'sqs').filter(({ action }) => action === 'ReceiveMessage').length;
    const before = again();
    // The message is visible again, and B asks for its task.
    await eventually(() => again() > before, patient);
    process.kill(encoder.pid, 'SIGCONT');
    await stage.until(video, ['ready'], 90_000);
    const tasks = await stage.tasks(video);
    expect(tasks.map(({ attempts }) => attempts)).toEqual(tasks.map(() => 1));
  },
  { server: longLeases },
);

/** Seconds that a message may be kept in all; 12 hours on AWS. */
const TOTAL_SECONDS = 9;
const BEYOND = JSON.stringify({
  __type: 'com.amazonaws.sqs#InvalidParameterValue',
  message: 'Total VisibilityTimeout for the message is beyond the limit [43200 seconds]',
});

fault(
  'F14',
  'a task that needs longer than a message can be kept is not begun again',
  async (stage) => {
    const worker = stage.worker('A');
    const received = new Map<string, number>();
    let rejected = 0;
    worker.sqs.listen(async (call, answer) => {
      if (!isAction('ReceiveMessage')(call)) return;
      for (const { ReceiptHandle } of JSON.parse(String(answer.body)).Messages ?? [])
        received.set(ReceiptHandle, Date.now());
    });
    worker.sqs.use(async (call, next) => {
      if (!isAction('ChangeMessageVisibility')(call)) return next();
      const { ReceiptHandle, VisibilityTimeout } = JSON.parse(String(call.body));
      const until = Date.now() + VisibilityTimeout * 1000 - (received.get(ReceiptHandle) ?? Date.now());
      if (VisibilityTimeout === 0 || until <= TOTAL_SECONDS * 1000) return next();
      rejected += 1;
      const headers = { 'x-amzn-query-error': 'InvalidParameterValue;Sender' };
      return { status: 400, headers, body: Buffer.from(BEYOND) };
    });
    const video = await stage.upload({ seconds: 12 });
    const encoder = await worker.encoder();
    process.kill(encoder.pid, 'SIGSTOP');
    await eventually(() => rejected > 0, patient);
    process.kill(encoder.pid, 'SIGCONT');
    await stage.until(video, ['ready'], 120_000);
    const tasks = await stage.tasks(video);
    expect(tasks.map(({ attempts }) => attempts)).toEqual(tasks.map(() => 1));
    return { told: `${rejected} extension(s) refused, ${tasks.length} tasks, none repeated` };
  },
  { server: longLeases },
);

const clock = (minutes: number, then: number) => ({
  nodeOptions: [
    '--import',
    new URL(`../harness/shifted-clock.ts?minutes=${minutes}&then=${then}`, import.meta.url).href,
  ],
});

fault(
  'F30',
  'leases hold by the clock of the database, whatever the clocks of workers and server say',
  async (stage) => {
    const fast = await stage.addWorker('fast', clock(10, -60));
    await stage.addWorker('slow', clock(-10, 60));
    const videos = [await stage.upload(FILM), await stage.upload(FILM)];
    await fast.encoder();
    fast.process().signal('SIGUSR2');
    stage.server.process().signal('SIGUSR2');
    const longest = { seconds: 0 };
    await eventually(async () => {
      const [row] = await stage.query<{ most: number | null }>(
        `SELECT MAX(TIMESTAMPDIFF(MICROSECOND, UTC_TIMESTAMP(6), leaseUntil)) / 1e6 AS most FROM tasks WHERE state = 'running'`,
      );
      longest.seconds = Math.max(longest.seconds, Number(row?.most ?? 0));
      const states = await Promise.all(videos.map(stage.jobOf));
      return states.every((job) => job?.state === 'ready');
    }, patient);
    expect(longest.seconds).toBeGreaterThan(0);
    expect(longest.seconds).toBeLessThanOrEqual(60);
    const spread = await stage.query<{ age: number }>(
      'SELECT ABS(TIMESTAMPDIFF(SECOND, createdAt, UTC_TIMESTAMP(6))) AS age FROM tasks',
    );
    expect(Math.max(...spread.map(({ age }) => Number(age)))).toBeLessThan(300);
  },
  { workers: [], server: { ...clock(10, -60), ...longLeases } },
);
