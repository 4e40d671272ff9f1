import { randomUUID } from 'node:crypto';
import { CatalogEvent, limits } from '@matinee/contracts';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { catalogDatabase, newVideoKey, videoEvent, type CatalogDatabase } from '../../testing.ts';
import { createMediaRepository, type MediaOf, type MediaRepository } from './media-repository.ts';
import { stateOf } from './media-state.ts';
import { createVideosRepository, type VideosRepository } from './repository.ts';
import { createUndescribedRemoval } from './sweeper.ts';
import { createUndescribedRepository } from './undescribed-repository.ts';

let database: CatalogDatabase;
let media: MediaRepository;
let videos: VideosRepository;
beforeAll(async () => {
  database = await catalogDatabase();
  media = createMediaRepository(database.db);
  videos = createVideosRepository(database.db);
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.db.media.deleteMany();
  await database.db.outboxEvent.deleteMany();
});

/** Later by this many seconds than the first events of a case. */
const after = (seconds: number) => new Date(Date.now() + seconds * 1000);
const whenOld = () => after(limits.uploadSessionSeconds + 60);
const sweeper = () => createUndescribedRemoval(createUndescribedRepository(database.db));
const identity = (): MediaOf => ({ videoKey: newVideoKey(), ownerId: randomUUID() });
const events = async () =>
  (await database.db.outboxEvent.findMany()).map(({ body }) => CatalogEvent.parse(body));
const kept = async () => (await database.db.media.findMany()).map(({ videoKey }) => videoKey);

async function hear(of: MediaOf, revision = 0): Promise<void> {
  const event = videoEvent('video.transcoded', { ...of, revision });
  await media.record(event, stateOf(event));
}
async function upload(): Promise<MediaOf> {
  const of = identity();
  await hear(of);
  return of;
}
const describeVideo = (of: MediaOf): Promise<boolean> =>
  videos.add({
    ...of,
    email: 'a@b.cd',
    displayName: 'x',
    description: '',
    fileName: 'a.mp4',
    idempotencyKey: null,
    visibility: 'public',
    uploadTime: new Date(0),
  });

it('removes what nobody described in time and tells so once', async () => {
  const of = await upload();
  const described = await upload();
  await describeVideo(described);
  const sweep = sweeper();

  expect(await sweep(after(limits.uploadSessionSeconds - 60))).toBe(0); // still young
  expect(await sweep(whenOld())).toBe(1);
  expect(await sweep(whenOld())).toBe(0);
  expect(await sweeper()(whenOld())).toBe(0); // nor does another task, or this one after a restart

  expect(await kept()).toEqual([described.videoKey]);
  expect(await events()).toEqual([expect.objectContaining({ type: 'video.deleted', ...of })]);
  expect(await videos.find(described.videoKey)).toMatchObject({ status: 'ready', deletedAt: null });
});

it('counts from the first event, not from the newest', async () => {
  const of = await upload();
  const long = after(-limits.uploadSessionSeconds - 60);
  await database.db.media.update({ where: { videoKey: of.videoKey }, data: { firstSeenAt: long } });
  await hear(of, 1);
  expect(await sweeper()(new Date())).toBe(1);
});

it('tells once when two tasks sweep at the same time', async () => {
  const uploads = [await upload(), await upload(), await upload()];
  const removed = await Promise.all([sweeper()(whenOld()), sweeper()(whenOld())]);
  expect(removed[0]! + removed[1]!).toBe(3);
  expect((await events()).map(({ videoKey }) => videoKey).toSorted()).toEqual(
    uploads.map(({ videoKey }) => videoKey).toSorted(),
  );
});

it('is not brought back by a late event or a late description', async () => {
  const of = await upload();
  await sweeper()(whenOld());
  await hear(of, 7);
  expect(await describeVideo(of)).toBe(false);
  expect(await kept()).toEqual([]);
  expect(await videos.find(of.videoKey)).toMatchObject({ displayName: '', deletedAt: expect.any(Date) });
  expect((await videos.find(of.videoKey))?.status).not.toBe('ready');
});
