import { randomUUID } from 'node:crypto';
import type { VideoEvent } from '@matinee/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogDatabase, newVideoKey, videoEvent, type CatalogDatabase } from '../../testing.ts';
import { createVideoEventHandler } from './handlers.ts';
import { createMediaRepository } from './media-repository.ts';
import { createVideosRepository } from './repository.ts';

let database: CatalogDatabase;
let handle: (event: VideoEvent) => Promise<unknown>;
beforeAll(async () => {
  database = await catalogDatabase();
  handle = createVideoEventHandler(createMediaRepository(database.db));
});
afterAll(() => database.drop());

/** The story of one video as steps that may happen in any order and more than once. */
function story() {
  const of = { videoKey: newVideoKey(), ownerId: randomUUID() };
  const videos = createVideosRepository(database.db);
  const tell = (type: VideoEvent['type'], revision: number) => {
    const event = videoEvent(type, { ...of, revision });
    return () => handle(event);
  };
  return {
    ...of,
    tell,
    find: () => videos.find(of.videoKey),
    describe: () =>
      videos.add({
        ...of,
        email: 'a@example.com',
        displayName: 'Typed',
        description: '',
        visibility: 'public',
        fileName: 'a.mp4',
        idempotencyKey: null,
        uploadTime: new Date(0),
      }),
    remove: () =>
      videos.remove(of.videoKey, of.ownerId, {
        type: 'video.deleted',
        eventId: randomUUID(),
        occurredAt: new Date().toISOString(),
        revision: 1,
        ...of,
      }),
  };
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, i) => permutations(items.toSpliced(i, 1)).map((rest) => [item, ...rest]));
}
const names = ['describe', 'processing', 'playable', 'transcoded'] as const;
const finished = {
  displayName: 'Typed',
  status: 'ready',
  isTranscoded: true,
  progress: 1,
  heights: [360, 720],
};

const steps = (s: ReturnType<typeof story>) => ({
  describe: s.describe,
  processing: s.tell('video.processing', 1),
  playable: s.tell('video.playable', 2),
  transcoded: s.tell('video.transcoded', 3),
});

describe('the end is the same', () => {
  it.each(permutations(names).map((order) => [order.join(', '), order] as const))(
    'after %s',
    async (_, order) => {
      const s = story();
      const does = steps(s);
      for (const name of order) await does[name]();
      expect(await s.find()).toMatchObject(finished);
    },
  );

  it('when every step happens twice, the repeat at any later time', async () => {
    for (const order of permutations(names)) {
      const s = story();
      const does = steps(s);
      for (const name of [...order, ...order.toReversed()]) await does[name]();
      expect(await s.find()).toMatchObject(finished);
    }
  });

  it('when all steps happen at once', async () => {
    for (let round = 0; round < 25; round++) {
      const s = story();
      await Promise.all([...Object.values(steps(s)), ...Object.values(steps(s))].map((step) => step()));
      expect(await s.find()).toMatchObject(finished);
    }
  });
});

describe('a ready video', () => {
  it('does not go back by an event of a lower or the same revision', async () => {
    const s = story();
    await s.describe();
    await s.tell('video.transcoded', 5)();
    for (const revision of [0, 4, 5]) {
      await s.tell('video.processing', revision)();
      await s.tell('video.failed', revision)();
    }
    expect(await s.find()).toMatchObject(finished);
  });

  it('goes back by a retry, which has a higher one', async () => {
    const s = story();
    await s.describe();
    await s.tell('video.transcoded', 5)();
    await s.tell('video.processing', 6)();
    expect(await s.find()).toMatchObject({ status: 'processing', isTranscoded: false, masterKey: null });
  });
});

it('a failure says why, and a retry takes it back', async () => {
  const s = story();
  await s.describe();
  await s.tell('video.failed', 2)();
  expect(await s.find()).toMatchObject({ status: 'failed', failureCode: 'damaged' });
  await s.tell('video.processing', 3)();
  expect(await s.find()).toMatchObject({ status: 'processing', failureCode: null });
});

it('an event with the owner of another video changes nothing', async () => {
  const s = story();
  await s.describe();
  await handle(videoEvent('video.transcoded', { ...s, ownerId: randomUUID(), revision: 9 }));
  expect(await s.find()).toMatchObject({ status: 'uploading' });
});

describe('a deleted video', () => {
  it('is not brought back by what comes late, and leaves nothing of it', async () => {
    const s = story();
    await s.describe();
    await s.tell('video.playable', 2)();
    await s.remove();
    await s.tell('video.transcoded', 3)();
    expect(await s.find()).toMatchObject({ status: 'playable', visibility: 'private', displayName: '' });
    expect((await s.find())?.deletedAt).toBeInstanceOf(Date);
    expect(await database.db.media.findUnique({ where: { videoKey: s.videoKey } })).toBeNull();
  });

  it('leaves no media row when deletion and events cross', async () => {
    for (let round = 0; round < 25; round++) {
      const s = story();
      await s.describe();
      await Promise.all([s.tell('video.playable', 2)(), s.remove(), s.tell('video.transcoded', 3)()]);
      expect((await s.find())?.deletedAt).toBeInstanceOf(Date);
      expect(await database.db.media.findUnique({ where: { videoKey: s.videoKey } })).toBeNull();
    }
  });

  it('tells it once', async () => {
    const s = story();
    await s.describe();
    const removed = await Promise.all([s.remove(), s.remove(), s.remove()]);
    expect(removed.filter(Boolean)).toHaveLength(1);
    const events = await database.db.outboxEvent.findMany();
    expect(events.filter(({ body }) => JSON.stringify(body).includes(s.videoKey))).toHaveLength(1);
  });
});
