import { eventually } from '@matinee/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newVideo, startHarness, uploadedEvent, type Harness, type Video } from '../../testing/harness.ts';
import { claim } from '../../testing/scripted-worker.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.stop());

/** An uploaded video and its probe task; no message of any task is left on the queue. */
async function announced() {
  const video = newVideo();
  await harness.deliver(uploadedEvent({ bucket: harness.config.ORIGINALS_BUCKET, video }));
  await harness.relay.drain();
  const [row] = await harness.query<{ id: string }>('SELECT id FROM tasks WHERE videoKey = ?', [
    video.videoKey,
  ]);
  await eventually(async () => (await harness.messages('fast')).includes(row!.id));
  return { video, taskId: row!.id };
}
const sweep = async () => {
  await harness.sweeper.sweep();
  await harness.relay.drain();
};
const jobOf = async ({ videoKey }: Video) =>
  (await harness.query('SELECT state, failureCode FROM jobs WHERE videoKey = ?', [videoKey]))[0];
const age = (taskId: string, seconds: number) =>
  harness.query('UPDATE tasks SET availableAt = UTC_TIMESTAMP(6) - INTERVAL ? SECOND WHERE id = ?', [
    seconds,
    taskId,
  ]);
const loseWorker = async (taskId: string) => {
  expect(await claim(harness, taskId)).toBeDefined();
  await harness.query('UPDATE tasks SET leaseUntil = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND WHERE id = ?', [
    taskId,
  ]);
};

test('a task whose worker vanished waits again, with a new message', async () => {
  const { taskId } = await announced();
  await loseWorker(taskId);
  await sweep();
  expect(await harness.messages('fast')).toEqual([taskId]);
  expect(await claim(harness, taskId)).toMatchObject({ attempt: 2 });
});

test('a task that kills every worker fails its video as too complex', async () => {
  const { video, taskId } = await announced();
  for (let i = 0; i < 5; i += 1) {
    await loseWorker(taskId);
    await sweep();
  }
  expect(await jobOf(video)).toEqual({ state: 'failed', failureCode: 'too_complex' });
  expect(await claim(harness, taskId)).toBeUndefined();
});

test('a waiting task whose message was lost is announced again, and then half as often', async () => {
  const { taskId } = await announced();
  const announcements = async () => {
    await sweep();
    const { ready } = await harness.queues.fast.counts();
    if (ready > 0) await harness.messages('fast', ready);
    return ready;
  };
  await age(taskId, 59);
  expect(await announcements()).toBe(0);
  await age(taskId, 61);
  expect(await announcements()).toBe(1);
  expect(await announcements()).toBe(0);
  await age(taskId, 121);
  expect(await announcements()).toBe(1);
});

test('a job past its deadline fails as too complex and keeps its original', async () => {
  const { video, taskId } = await announced();
  await harness.query('UPDATE jobs SET deadline = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND WHERE videoKey = ?', [
    video.videoKey,
  ]);
  await sweep();
  expect(await jobOf(video)).toEqual({ state: 'failed', failureCode: 'too_complex' });
  expect(await claim(harness, taskId)).toBeUndefined();
});
