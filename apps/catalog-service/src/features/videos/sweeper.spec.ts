import { randomUUID } from 'node:crypto';
import { limits } from '@matinee/contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { catalogDatabase, newVideoKey, videoEvent, type CatalogDatabase } from '../../testing.ts';
import { createMediaRepository, type MediaRepository } from './media-repository.ts';
import { stateOf } from './media-state.ts';
import { createVideosRepository, type VideosRepository } from './repository.ts';
import { expireUploads } from './sweeper.ts';

const now = new Date('2026-11-22T12:00:00Z');
const before = (seconds: number) => new Date(now.getTime() - seconds * 1000);
let database: CatalogDatabase;
let media: MediaRepository;
let videos: VideosRepository;
beforeAll(async () => {
  database = await catalogDatabase();
  media = createMediaRepository(database.db);
  videos = createVideosRepository(database.db);
});
afterAll(() => database.drop());

async function add(uploadTime: Date) {
  const of = { videoKey: newVideoKey(), ownerId: randomUUID() };
  const texts = {
    email: 'a@b.cd',
    displayName: 'x',
    description: '',
    fileName: 'a.mp4',
    idempotencyKey: null,
  };
  await videos.add({ ...of, ...texts, visibility: 'public', uploadTime });
  return of;
}

it('fails uploads that were never finished, once, and no others', async () => {
  const old = await add(before(limits.uploadSessionSeconds + 1));
  const young = await add(before(limits.uploadSessionSeconds - 1));
  const arrived = await add(before(limits.uploadSessionSeconds + 1));
  const processing = videoEvent('video.processing', { ...arrived, revision: 0 });
  await media.record(processing, stateOf(processing));

  expect(await expireUploads(media, now)).toBe(1);
  expect(await expireUploads(media, now)).toBe(0);
  expect(await videos.find(old.videoKey)).toMatchObject({ status: 'failed', failureCode: 'upload_expired' });
  expect(await videos.find(young.videoKey)).toMatchObject({ status: 'uploading' });
  expect(await videos.find(arrived.videoKey)).toMatchObject({ status: 'processing' });
  expect(await database.db.outboxEvent.count()).toBe(0);
});

it('gives way to bytes that come after all', async () => {
  const late = await add(before(limits.uploadSessionSeconds + 1));
  await expireUploads(media, now);
  const event = videoEvent('video.processing', { ...late, revision: 0 });
  await media.record(event, stateOf(event));
  expect(await videos.find(late.videoKey)).toMatchObject({ status: 'processing', failureCode: null });
});
