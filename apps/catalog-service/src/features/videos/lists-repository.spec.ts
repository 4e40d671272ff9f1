import { randomUUID } from 'node:crypto';
import { mariaAdapter } from '@matinee/service-kit/database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PrismaClient } from '#db';
import { catalogDatabase, newVideoKey, videoEvent, type CatalogDatabase } from '../../testing.ts';
import { createListsRepository, type Page } from './lists-repository.ts';
import { createMediaRepository } from './media-repository.ts';
import { stateOf } from './media-state.ts';
import { createVideosRepository } from './repository.ts';
import type { SummaryRow } from './rows.ts';

let database: CatalogDatabase;
beforeAll(async () => {
  database = await catalogDatabase();
});
afterAll(() => database.drop());

const texts = {
  displayName: 'x',
  email: 'a@b.cd',
  description: '',
  fileName: 'a.mp4',
  visibility: 'public' as const,
};

describe('the cost of a page', () => {
  const rows = 6000;
  const limit = 20;
  const ownerId = randomUUID();
  let sent: string[] = [];
  let lists: ReturnType<typeof createListsRepository>;
  let db: PrismaClient;

  beforeAll(async () => {
    for (let start = 0; start < rows; start += 2000) {
      const data = Array.from({ length: 2000 }, (_, i) => {
        const uploadTime = new Date(Date.UTC(2025, 0, 1) + (start + i) * 60_000);
        return { ...texts, videoKey: newVideoKey(), ownerId, uploadTime, listedAt: uploadTime };
      });
      await database.db.video.createMany({ data });
    }
    const log = [{ emit: 'event', level: 'query' }] as const;
    const logging = new PrismaClient({
      adapter: mariaAdapter(database.url, { connectionLimit: 1 }),
      log: [...log],
    });
    logging.$on('query', ({ query }) => sent.push(query));
    db = logging;
    lists = createListsRepository(logging);
  });
  afterAll(() => db.$disconnect());

  /** Index entries and rows that the server has touched for this session. The client has one connection. */
  async function touched(): Promise<number> {
    const status = await db.$queryRaw<{ Value: string }[]>`SHOW SESSION STATUS LIKE 'Handler_read%'`;
    return status.reduce((sum, { Value }) => sum + Number(Value), 0);
  }
  async function reads(call: () => Promise<Page<SummaryRow>>): Promise<number> {
    const [idle, before] = [await touched(), await touched()]; // asking touches rows itself
    expect((await call()).rows).toHaveLength(limit);
    return (await touched()) - before - (before - idle);
  }
  const deep = { uploadTime: new Date(Date.UTC(2025, 0, 2)), videoKey: 'm'.repeat(24) };

  it.each([
    ['the first page', undefined],
    ['a page behind 4,500 videos', deep],
  ])('%s reads about as many rows as it shows', async (_title, after) => {
    expect(await reads(() => lists.listPublic({ limit, after }))).toBeLessThan(2 * limit);
    expect(await reads(() => lists.listOwn(ownerId, { limit, after }))).toBeLessThan(2 * limit);
  });

  it('takes one statement', async () => {
    sent = [];
    await lists.listPublic({ limit, after: deep });
    expect(sent).toHaveLength(1);
  });
});

it('a video is listed exactly while it is public and has not failed, whatever crosses', async () => {
  const videos = createVideosRepository(database.db);
  const media = createMediaRepository(database.db);
  for (let round = 0; round < 20; round++) {
    const of = { videoKey: newVideoKey(), ownerId: randomUUID() };
    const tell = (type: 'video.failed' | 'video.processing', revision: number) =>
      media.record(of, stateOf(videoEvent(type, { ...of, revision })));
    const [visibility, last] = [
      round % 2 ? 'public' : 'private',
      round % 4 > 1 ? 'failed' : 'processing',
    ] as const;
    await videos.add({ ...texts, ...of, uploadTime: new Date(0), idempotencyKey: null });
    await Promise.all([
      videos.edit(of.videoKey, of.ownerId, { visibility }),
      tell('video.failed', 1),
      tell(`video.${last}`, 2),
    ]);
    const row = await database.db.video.findUnique({ where: { videoKey: of.videoKey } });
    expect(row).toMatchObject({ visibility, status: last });
    expect(row?.listedAt !== null).toBe(visibility === 'public' && last !== 'failed');
  }
});
