import { randomUUID } from 'node:crypto';
import type { OwnVideo, VideoSummary } from '@matinee/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failure, newVideoKey, startCatalog, videoEvent, type RunningCatalog } from '../../testing.ts';
import { createMediaRepository } from './media-repository.ts';
import { stateOf } from './media-state.ts';

const owner = randomUUID();
const other = randomUUID();
const count = 23;
let catalog: RunningCatalog;
let newestFirst: string[];

beforeAll(async () => {
  catalog = await startCatalog();
  // Seven in each second, so that pages end in the middle of one.
  const second = (i: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, Math.floor(i / 7)));
  const rows = Array.from({ length: count }, (_, i) => ({
    videoKey: newVideoKey(),
    ownerId: i % 2 ? owner : other,
    uploadTime: second(i),
    listedAt: second(i),
    displayName: `Video ${i}`,
    email: 'a@example.com',
    description: '',
    visibility: 'public' as const,
    fileName: 'a.mp4',
  }));
  await catalog.db.video.createMany({ data: rows });
  newestFirst = rows
    .toSorted((a, b) => b.uploadTime.getTime() - a.uploadTime.getTime() || (a.videoKey < b.videoKey ? 1 : -1))
    .map(({ videoKey }) => videoKey);
});
afterAll(() => catalog.close());

async function walk(url: string, as?: string): Promise<VideoSummary[]> {
  const items: VideoSummary[] = [];
  let cursor: string | null = null;
  do {
    const response = await catalog.call('GET', cursor ? `${url}&cursor=${cursor}` : url, as ? { as } : {});
    items.push(...response.json().items);
    cursor = response.json().nextCursor;
  } while (cursor);
  return items;
}
const keys = (items: VideoSummary[]) => items.map(({ videoKey }) => videoKey);

describe('GET /videos', () => {
  it.each([1, 5, 7, 22, 23, 24, 100])(
    'gives every video once, newest first, in pages of %i',
    async (limit) => {
      expect(keys(await walk(`/videos?limit=${limit}`))).toEqual(newestFirst);
    },
  );

  it('goes on where it was when a newer video appears', async () => {
    const first = (await catalog.call('GET', '/videos?limit=10')).json();
    const { videoKey } = (await catalog.describe(owner)).json();
    const second = (await catalog.call('GET', `/videos?limit=10&cursor=${first.nextCursor}`)).json();
    expect(keys([...first.items, ...second.items])).toEqual(newestFirst.slice(0, 20));
    await catalog.call('DELETE', `/videos/${videoKey}`, { as: owner });
  });

  it('gives 20 when nothing else was asked for, and no personal data', async () => {
    const { items } = (await catalog.call('GET', '/videos')).json();
    expect(items).toHaveLength(20);
    expect(Object.keys(items[0]).sort()).toEqual([
      'displayName',
      'durationSeconds',
      'height',
      'isTranscoded',
      'posterUrl',
      'progress',
      'status',
      'uploadTime',
      'videoKey',
      'visibility',
      'width',
    ]);
  });

  it.each([
    'limit=0',
    'limit=-1',
    'limit=101',
    'limit=1e9',
    'limit=x',
    'limit=1.5',
    `cursor=${'x'.repeat(201)}`,
  ])('refuses %s', async (query) => {
    expect(failure(await catalog.call('GET', `/videos?${query}`))).toEqual([400, 'invalid_request']);
  });

  it.each(['x', 'bm90IG91cnM', '%00', '0'])('refuses the cursor %s', async (cursor) => {
    expect(failure(await catalog.call('GET', `/videos?cursor=${cursor}`))).toEqual([400, 'invalid_cursor']);
  });

  it.each([
    ['video.processing', true],
    ['video.playable', true],
    ['video.transcoded', true],
    ['video.failed', false],
  ] as const)('shows a public video after %s: %s', async (type, shown) => {
    const { videoKey } = (await catalog.describe(owner)).json();
    const event = videoEvent(type, { videoKey, ownerId: owner, revision: 1 });
    await createMediaRepository(catalog.db).record(event, stateOf(event));
    expect(keys(await walk('/videos?limit=100')).includes(videoKey)).toBe(shown);
    expect(keys(await walk('/users/me/videos?limit=100', owner))).toContain(videoKey);
    await catalog.call('DELETE', `/videos/${videoKey}`, { as: owner });
    expect(keys(await walk('/videos?limit=100'))).not.toContain(videoKey);
    expect(keys(await walk('/users/me/videos?limit=100', owner))).not.toContain(videoKey);
  });

  it.each(['unlisted', 'private'])('does not show an %s video', async (visibility) => {
    const { videoKey } = (await catalog.describe(owner, { visibility })).json();
    expect(keys(await walk('/videos?limit=100'))).not.toContain(videoKey);
    expect(keys(await walk('/users/me/videos?limit=100', owner))).toContain(videoKey);
    await catalog.call('DELETE', `/videos/${videoKey}`, { as: owner });
  });
});

describe('GET /users/me/videos', () => {
  it('gives the caller’s own videos and nobody else’s', async () => {
    const [mine, theirs] = [
      await walk('/users/me/videos?limit=4', owner),
      await walk('/users/me/videos?limit=4', other),
    ];
    expect(mine.length + theirs.length).toBe(count);
    expect(keys([...mine, ...theirs]).sort()).toEqual(newestFirst.toSorted());
  });

  it('says why one has failed', async () => {
    const person = randomUUID();
    const { videoKey } = (await catalog.describe(person, { description: 'typed' })).json();
    const event = videoEvent('video.failed', { videoKey, ownerId: person, revision: 1 });
    await createMediaRepository(catalog.db).record(event, stateOf(event));
    const [video] = (await walk('/users/me/videos?limit=5', person)) as OwnVideo[];
    expect(video).toMatchObject({
      status: 'failed',
      description: 'typed',
      fileName: 'holiday.mp4',
      failure: { code: 'damaged', retryable: false, message: expect.stringContaining('damaged') },
    });
  });
});
