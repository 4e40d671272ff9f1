import { randomUUID } from 'node:crypto';
import { CatalogEvent } from '@matinee/contracts';
import { eventually, testCloud, testQueue, type TestQueue } from '@matinee/testing';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createOutside } from './outside.ts';
import { catalogSpecConfig, newVideoKey, startCatalog, videoEvent, type RunningCatalog } from './testing.ts';

// The real outside world, on queues of this file's own.
let events: TestQueue;
let told: TestQueue;
let catalog: RunningCatalog;
beforeAll(async () => {
  const { credentials } = testCloud();
  vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey);
  [events, told] = await Promise.all([testQueue(), testQueue()]);
  const config = catalogSpecConfig('', {
    CATALOG_VIDEO_EVENTS_QUEUE_URL: events.url,
    CATALOG_EVENTS_TOPIC_ARN: told.topicArn,
  });
  const { publisher, consumeVideoEvents } = createOutside(config);
  catalog = await startCatalog({ outside: { publisher, consumeVideoEvents } });
  catalog.startBackground();
});
afterAll(async () => {
  await catalog.close();
  await Promise.all([events.remove(), told.remove()]);
  vi.unstubAllEnvs();
});

it('takes in events from the queue and tells of deletions on the topic', async () => {
  const ownerId = randomUUID();
  const { videoKey } = (await catalog.describe(ownerId)).json();
  const event = videoEvent('video.transcoded', { videoKey, ownerId, revision: 3 });
  await Promise.all([
    events.publish(event),
    events.publish({ ...event, type: 'video.processing', revision: 1 }),
  ]);
  await eventually(async () => {
    const { status } = (await catalog.call('GET', `/videos/${videoKey}`)).json();
    return status === 'ready';
  });

  await catalog.call('DELETE', `/videos/${videoKey}`, { as: ownerId });
  const [deleted] = await told.receive();
  expect(CatalogEvent.parse(deleted)).toMatchObject({ type: 'video.deleted', videoKey, ownerId });
  await eventually(async () => {
    const { ready, inFlight } = await events.counts();
    return ready + inFlight === 0;
  });
});

it('buries what is no event and goes on', async () => {
  const ownerId = randomUUID();
  const { videoKey } = (await catalog.describe(ownerId)).json();
  await events.send('not JSON');
  await events.send({ type: 'video.transcoded', videoKey: '../../etc' });
  await events.publish(videoEvent('video.playable', { videoKey, ownerId, revision: 1 }));
  await eventually(
    async () => (await catalog.call('GET', `/videos/${videoKey}`)).json().status === 'playable',
  );
  expect(await events.receiveDead({ count: 2 })).toHaveLength(2);
});

it('keeps an event about a video nobody has described yet', async () => {
  const ownerId = randomUUID();
  const videoKey = newVideoKey();
  await events.publish(videoEvent('video.playable', { videoKey, ownerId, revision: 2 }));
  await eventually(() => catalog.db.media.findUnique({ where: { videoKey } }));
  expect((await catalog.describe(ownerId, { videoKey })).json()).toMatchObject({ status: 'playable' });
});
