import { randomUUID } from 'node:crypto';
import { eventually } from '@matinee/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../../database.ts';
import { catalogDatabase, newVideoKey, videoEvent, type CatalogDatabase } from '../../testing.ts';
import { createMediaRepository } from './media-repository.ts';
import { stateOf } from './media-state.ts';
import { createVideosRepository } from './repository.ts';
import { createUndescribedRepository } from './undescribed-repository.ts';
import { videoDeleted } from './video-deleted.ts';

// Orders that chance hardly ever makes: one side is held at the moment where a mistake would show.
let database: CatalogDatabase;
beforeAll(async () => {
  database = await catalogDatabase();
});
afterAll(() => database.drop());

function gate() {
  const reached = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<void>();
  return {
    reached: reached.promise,
    open: opened.resolve,
    async pass() {
      reached.resolve();
      await opened.promise;
    },
  };
}

/** The database, held after the first time somebody has read a media row. */
function heldAfterReadingMedia() {
  const { pass, ...held } = gate();
  const db = database.db.$extends({
    query: {
      media: {
        async findUnique({ args, query }) {
          const row = await query(args);
          await pass();
          return row;
        },
      },
    },
  });
  return { ...held, db: db as unknown as Database };
}

/** The database, and a promise of the first such statement about a video that is sent to it. */
function watchedFor(watched: 'create' | 'createMany' | 'updateMany') {
  const sent = Promise.withResolvers<void>();
  const db = database.db.$extends({
    query: {
      video: {
        $allOperations({ operation, args, query }) {
          const running = query(args);
          // Sent; its answer may have to wait for a lock.
          if (operation === watched) setImmediate(() => sent.resolve());
          return running;
        },
      },
    },
  });
  return { db: db as unknown as Database, sent: sent.promise };
}

/** The database, held after the first tombstone was put where no description is. */
function heldAfterTombstone() {
  const { pass, ...held } = gate();
  const db = database.db.$extends({
    query: {
      video: {
        async createMany({ args, query }) {
          const result = await query(args);
          await pass();
          return result;
        },
      },
    },
  });
  return { ...held, db: db as unknown as Database };
}

const texts = {
  displayName: 'x',
  email: 'a@b.cd',
  description: '',
  fileName: 'a.mp4',
  visibility: 'public' as const,
};
const newVideo = (of: { videoKey: string; ownerId: string }) => ({
  ...texts,
  ...of,
  uploadTime: new Date(0),
  idempotencyKey: null,
});
const identity = () => ({ videoKey: newVideoKey(), ownerId: randomUUID() });
const state = (type: 'video.processing' | 'video.transcoded', revision: number) =>
  stateOf(videoEvent(type, { ...identity(), revision }));

it('an event that arrives while its video is being described is not lost', async () => {
  const of = identity();
  const held = heldAfterReadingMedia();
  const describing = createVideosRepository(held.db).add(newVideo(of));
  await held.reached; // it has looked for events and found none

  const watched = watchedFor('updateMany');
  const recording = createMediaRepository(watched.db).record(of, state('video.transcoded', 3));
  await eventually(() => database.db.media.findUnique({ where: { videoKey: of.videoKey } }));
  await Promise.race([watched.sent, recording]);
  held.open();
  await Promise.all([describing, recording]);

  const row = await createVideosRepository(database.db).find(of.videoKey);
  expect(row).toMatchObject({ status: 'ready', isTranscoded: true });
});

it('a copy that was held up does not undo a newer one', async () => {
  const of = identity();
  await createVideosRepository(database.db).add(newVideo(of));
  const held = heldAfterReadingMedia();
  const slow = createMediaRepository(held.db).record(of, state('video.processing', 1));
  await held.reached; // it has read revision 1 and has not written it yet
  await createMediaRepository(database.db).record(of, state('video.transcoded', 2));
  held.open();
  await slow;

  const row = await createVideosRepository(database.db).find(of.videoKey);
  expect(row).toMatchObject({ status: 'ready', isTranscoded: true });
});

it('an event between a deletion and its own look at the video leaves nothing behind', async () => {
  const of = identity();
  const videos = createVideosRepository(database.db);
  await videos.add(newVideo(of));
  const held = heldAfterReadingMedia();
  const slow = createMediaRepository(held.db).record(of, state('video.transcoded', 1));
  await held.reached;
  const event = { type: 'video.deleted', eventId: randomUUID(), revision: 1, ...of } as const;
  await videos.remove(of.videoKey, of.ownerId, { ...event, occurredAt: new Date().toISOString() });
  held.open();
  await slow;

  expect(await videos.find(of.videoKey)).toMatchObject({ status: 'uploading', deletedAt: expect.any(Date) });
  expect(await database.db.media.findUnique({ where: { videoKey: of.videoKey } })).toBeNull();
});

const outboxOf = async ({ videoKey }: { videoKey: string }) =>
  (await database.db.outboxEvent.findMany()).filter(({ body }) => JSON.stringify(body).includes(videoKey));

it('what is being described is not removed as undescribed', async () => {
  const of = identity();
  await createMediaRepository(database.db).record(of, state('video.transcoded', 1));
  const held = heldAfterReadingMedia();
  const describing = createVideosRepository(held.db).add(newVideo(of));
  await held.reached; // its row is there, and not committed

  const watched = watchedFor('createMany');
  const removing = createUndescribedRepository(watched.db).remove(of, videoDeleted(of));
  await Promise.race([watched.sent, removing]);
  held.open();

  expect(await Promise.all([describing, removing])).toEqual([true, false]);
  expect(await createVideosRepository(database.db).find(of.videoKey)).toMatchObject({ status: 'ready' });
  expect(await database.db.media.count({ where: of })).toBe(1);
  expect(await outboxOf(of)).toEqual([]);
});

it('what is being removed as undescribed cannot be described', async () => {
  const of = identity();
  await createMediaRepository(database.db).record(of, state('video.transcoded', 1));
  const held = heldAfterTombstone();
  const removing = createUndescribedRepository(held.db).remove(of, videoDeleted(of));
  await held.reached; // the tombstone is there, and not committed

  const watched = watchedFor('create');
  const describing = createVideosRepository(watched.db).add(newVideo(of));
  await Promise.race([watched.sent, describing]);
  held.open();

  expect(await Promise.all([describing, removing])).toEqual([false, true]);
  expect(await createVideosRepository(database.db).find(of.videoKey)).toMatchObject({
    displayName: '',
    deletedAt: expect.any(Date),
  });
  expect(await database.db.media.count({ where: of })).toBe(0);
  expect(await outboxOf(of)).toHaveLength(1);
});
