import { eventually, testCloud } from '@matinee/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deletedEvent, newVideo, startHarness, uploadedEvent, type Harness } from '../../testing/harness.ts';
import { stateOf } from '../../testing/scripted-worker.ts';
import { consumeIntake } from './consumer.ts';

let harness: Harness;
let consumer: ReturnType<typeof consumeIntake>;
beforeAll(async () => {
  harness = await startHarness();
  const { region, credentials } = testCloud();
  const log = { warn: () => {}, debug: () => {}, error: () => {} };
  consumer = consumeIntake({
    region,
    credentials,
    endpoint: harness.config.SQS_ENDPOINT,
    queueUrl: harness.config.TRANSCODE_INTAKE_QUEUE_URL,
    handler: harness.handleIntake,
    log,
  });
});
afterAll(async () => {
  await consumer.stop({ graceMs: 5_000 });
  await harness.stop();
});

const uploaded = (video: ReturnType<typeof newVideo>, more = {}) =>
  uploadedEvent({ bucket: harness.config.ORIGINALS_BUCKET, video, ...more });
const state = (video: ReturnType<typeof newVideo>) => stateOf(harness, video.videoKey);

describe('the intake queue', () => {
  test('turns an upload into a job whose probe is announced at once', async () => {
    const video = newVideo();
    await harness.queues.intake.publish(uploaded(video));
    await eventually(async () => (await state(video)) === 'queued');
    const [row] = await harness.query<{ id: string }>('SELECT id FROM tasks WHERE videoKey = ?', [
      video.videoKey,
    ]);
    expect(await harness.messages('fast')).toEqual([row!.id]);
  });

  test('takes duplicates and any order: a deletion wins', async () => {
    const videos = Array.from({ length: 5 }, newVideo);
    const messages = videos.flatMap((video) => [
      uploaded(video),
      deletedEvent(video),
      uploaded(video),
      deletedEvent(video),
    ]);
    await Promise.all(messages.reverse().map((message) => harness.queues.intake.send(message)));
    await consumer.idle();
    await eventually(async () => {
      const states = await Promise.all(videos.map(state));
      return states.every((current) => current === 'deleted');
    });
    const left = await harness.query(
      `SELECT id FROM tasks WHERE state IN ('pending', 'running') AND videoKey IN (?)`,
      [videos.map(({ videoKey }) => videoKey)],
    );
    expect(left).toEqual([]);
  });

  test('buries what it cannot read and goes on', async () => {
    const video = newVideo();
    await harness.queues.intake.send('this is not JSON');
    await harness.queues.intake.send({ Records: [{ eventName: 'ObjectCreated:Put' }] });
    await harness.queues.intake.send({ type: 'video.renamed' });
    await harness.queues.intake.send(uploaded(video));
    await eventually(async () => (await state(video)) === 'queued');
    expect(await harness.queues.intake.receiveDead({ count: 3 })).toHaveLength(3);
  });

  test('lets go of what is not an upload: the test event, other objects, other buckets', async () => {
    const other = { ...uploaded(newVideo()), Records: [] };
    await harness.queues.intake.send({ Service: 'Amazon S3', Event: 's3:TestEvent', Time: '', Bucket: 'b' });
    await harness.queues.intake.send(other);
    await harness.queues.intake.send(uploadedEvent({ bucket: 'another-bucket', video: newVideo() }));
    const strange = uploaded(newVideo());
    strange.Records[0]!.s3.object.key = 'someone/put+this/here';
    await harness.queues.intake.send(strange);
    await eventually(async () => {
      const { ready, inFlight } = await harness.queues.intake.counts();
      return ready + inFlight === 0;
    });
  });
});
