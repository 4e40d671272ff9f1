import { afterAll, expect, it } from 'vitest';
import { testQueue } from './queues.ts';
import { newPersonId, newVideoKey, testStore } from './storage.ts';
import { testCloud } from './test-cloud.ts';

const store = testStore();
afterAll(() => store.close());

it('puts, lists and gets objects', async () => {
  const videoKey = newVideoKey();
  await store.put(`${videoKey}/b`, 'two');
  await store.put(`${videoKey}/a`, 'one');
  expect(await store.keys(`${videoKey}/`)).toEqual([`${videoKey}/a`, `${videoKey}/b`]);
  expect(String(await store.get(`${videoKey}/a`))).toBe('one');
});

it('announces an uploaded original to a queue that listens', async () => {
  const { buckets, topicArns } = testCloud().resources;
  const queue = await testQueue({ topicArns: [topicArns['matinee-uploads'] ?? ''] });
  const key = `${newPersonId()}/${newVideoKey()}/source`;
  await store.put(key, 'film', buckets.originals);
  expect(await queue.receive()).toMatchObject([{ Records: [{ s3: { object: { key, size: 4 } } }] }]);
  await queue.remove();
});
