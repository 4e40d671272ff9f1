import { originalKey } from '@matinee/contracts';
import { eventually, newPersonId, newVideoKey } from '@matinee/testing';
import { expect } from 'vitest';
import { of } from '../checker/history.ts';
import { fault } from '../harness/fault.ts';
import { actionOf, hold, isAction, isReport } from '../harness/faults.ts';
import { cut } from '../harness/http-proxy.ts';
import { longLeases } from '../harness/server.ts';
import type { Stage, Video } from '../harness/stage.ts';

const FILM = { seconds: 2, fps: 15 };
const patient = { timeoutMs: 60_000 };

const drained = ({ queues }: Stage) =>
  eventually(async () => {
    const all = await Promise.all([queues.intake, queues.fast, queues.bulk].map((queue) => queue.counts()));
    return all.every(({ ready, inFlight, delayed }) => ready + inFlight + delayed === 0);
  }, patient);

/** What S3 tells of an upload; a later event of one key has a greater sequencer. */
const arrival = (stage: Stage, { ownerId, videoKey }: Video, etag: string, sequencer: string) => ({
  Records: [
    {
      eventName: 'ObjectCreated:Put',
      s3: {
        bucket: { name: stage.buckets.originals },
        object: { key: originalKey(ownerId, videoKey), size: 1000, eTag: etag, sequencer },
      },
    },
  ],
});
const etagOf = async (stage: Stage, video: Video) =>
  (
    await stage.query<{ sourceEtag: string }>('SELECT sourceEtag FROM jobs WHERE videoKey = ?', [
      video.videoKey,
    ])
  )[0]!.sourceEtag;
const runs = (stage: Stage) => stage.workers().flatMap(({ tools }) => tools.spawns()).length;

fault('F07', 'a message that comes again after its work is done starts nothing', async (stage) => {
  const video = await stage.upload(FILM);
  await stage.until(video, ['ready']);
  const [before] = await stage.query<{ revision: number }>('SELECT revision FROM jobs');
  const spawned = runs(stage);
  for (const { id } of await stage.tasks(video))
    await stage.queues.fast.send({ schemaVersion: 1, taskId: id });
  await drained(stage);
  expect(runs(stage)).toBe(spawned);
  expect(await stage.query('SELECT revision FROM jobs')).toEqual([before]);
});

fault(
  'F08',
  'a message that two workers hold at once is done by one of them',
  async (stage) => {
    stage.server.queues.use(async (call, next) => {
      if (actionOf(call) === 'SendMessage') await next();
      return next();
    });
    const claims = ['A', 'B'].map((name) => hold(stage.worker(name).api, 'before', isReport('claim')));
    const video = await stage.upload(FILM);
    await Promise.all(claims.map(({ reached }) => reached));
    for (const claim of claims) claim.release();
    await stage.until(video, ['ready']);
    expect((await stage.tasks(video)).map(({ attempts }) => attempts)).toEqual(
      expect.not.arrayContaining([0, 2, 3, 4]),
    );
  },
  { workers: ['A', 'B'], server: longLeases },
);

fault('F09', 'an upload that is told three times is one job', async (stage) => {
  const video = await stage.upload(FILM);
  await stage.until(video, ['queued', 'probing', 'encoding', 'playable', 'finalizing', 'ready']);
  const etag = await etagOf(stage, video);
  for (const sequencer of ['0000', 'ffff'])
    await stage.queues.intake.publish(arrival(stage, video, etag, sequencer));
  await stage.until(video, ['ready']);
  await stage.queues.intake.publish(arrival(stage, video, etag, 'fffff'));
  await drained(stage);
  const jobs = await stage.query<{ generation: number; state: string }>('SELECT generation, state FROM jobs');
  expect(jobs).toEqual([{ generation: 1, state: 'ready' }]);
  expect((await stage.tasks(video)).filter(({ kind }) => kind === 'probe')).toHaveLength(1);
});

fault('F10', 'messages in the wrong order lead where the right order leads', async (stage) => {
  const early = { videoKey: newVideoKey(), ownerId: newPersonId() };
  await stage.deleteVideo(early);
  await drained(stage);
  await stage.buckets.put(originalKey(early.ownerId, early.videoKey), 'late', stage.buckets.originals);
  const video = await stage.upload(FILM);
  await stage.until(video, ['encoding', 'playable', 'finalizing', 'ready']);
  await stage.queues.intake.publish(arrival(stage, video, 'an-older-file', '0'));
  await stage.until(video, ['ready']);
  await drained(stage);
  expect(await stage.jobOf(early)).toMatchObject({ state: 'deleted' });
  expect(await stage.query('SELECT generation FROM jobs WHERE state = "ready"')).toEqual([{ generation: 1 }]);
});

fault('F11', 'messages that were held up until their video was deleted bring nothing back', async (stage) => {
  const video = await stage.upload(FILM);
  await stage.until(video, ['encoding', 'playable', 'finalizing', 'ready']);
  const etag = await etagOf(stage, video);
  const tasks = await stage.tasks(video);
  await stage.deleteVideo(video);
  await stage.until(video, ['deleted']);
  for (const { id } of tasks) await stage.queues.bulk.send({ schemaVersion: 1, taskId: id });
  for (const late of [etag, 'another-file'])
    await stage.queues.intake.publish(arrival(stage, video, late, 'ffffff'));
  await drained(stage);
  expect(await stage.jobOf(video)).toMatchObject({ state: 'deleted' });
});

/** None of them is a message of ours. */
const poison = [
  '{"schemaVersion":1,',
  '"just text"',
  JSON.stringify({ type: 'video.unknown', videoKey: 'x' }),
  JSON.stringify({ schemaVersion: 99, taskId: newPersonId() }),
  JSON.stringify({ Records: [{ eventName: 'ObjectCreated:Put' }] }),
  JSON.stringify({ schemaVersion: 1, taskId: 'x'.repeat(256 * 1024) }),
];

fault(
  'F12',
  'messages that nobody understands are put aside at once, and the others go on',
  async (stage) => {
    for (const body of poison)
      for (const queue of [stage.queues.intake, stage.queues.fast]) await queue.send(body);
    const video = await stage.upload(FILM);
    for (const body of poison) await stage.queues.bulk.send(body);
    await stage.until(video, ['ready']);
    await drained(stage);
  },
  { deadLetters: 3 * poison.length },
);

fault(
  'F15',
  'a message whose deletion was lost comes again and starts nothing',
  async (stage) => {
    const worker = stage.worker('A');
    let lost = 0;
    worker.sqs.use(async (call, next) => {
      if (!isAction('DeleteMessage')(call) || lost >= 10) return next();
      lost += 1;
      // Half of them were done and nobody heard; the others never arrived, and every repetition is lost too.
      if (lost % 2 === 0) await next();
      return cut;
    });
    const video = await stage.upload(FILM);
    await stage.until(video, ['ready']);
    await drained(stage);
    expect(lost).toBe(10);
    const tasks = await stage.tasks(video);
    expect(tasks.map(({ attempts }) => attempts)).toEqual(tasks.map(() => 1));
    expect(of(stage.recorder, 'api').filter(({ action }) => action === 'fail')).toEqual([]);
  },
  { server: longLeases },
);
