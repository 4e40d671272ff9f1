import { randomUUID } from 'node:crypto';
import type { VideoEvent } from '@matinee/contracts';
import { limits } from '@matinee/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failure, startCatalog, videoEvent, type RunningCatalog } from '../../testing.ts';
import { createMediaRepository } from './media-repository.ts';
import { stateOf } from './media-state.ts';

const owner = randomUUID();
const other = randomUUID();
let catalog: RunningCatalog;
beforeAll(async () => {
  catalog = await startCatalog();
});
afterAll(() => catalog.close());

async function add(fields: object = {}, type?: VideoEvent['type']): Promise<string> {
  const { videoKey } = (await catalog.describe(owner, fields)).json();
  if (type) {
    const event = videoEvent(type, { videoKey, ownerId: owner, revision: 1 });
    await createMediaRepository(catalog.db).record(event, stateOf(event));
  }
  return videoKey;
}
const get = (videoKey: string, as?: string) => catalog.call('GET', `/videos/${videoKey}`, as ? { as } : {});

describe('GET /videos/{videoID}', () => {
  it('gives everything that is needed to watch', async () => {
    const videoKey = await add({ description: 'About' }, 'video.transcoded');
    const response = await get(videoKey);
    const video = response.json();
    expect(video).toMatchObject({
      description: 'About',
      status: 'ready',
      isTranscoded: true,
      playback: { hlsUrl: `/media/${videoKey}/1/master.m3u8`, complete: true, heights: [360, 720] },
      isOwner: false,
    });
    const watch = new URL(video.watchUrl);
    expect(watch.pathname).toContain(`/${videoKey}/1/video.mp4`);
    expect(watch.searchParams.get('X-Amz-Expires')).toBe(String(limits.watchUrlSeconds));
    expect(watch.searchParams.get('X-Amz-Signature')).toBeTruthy();
    expect(new URL(video.posterUrl).searchParams.get('Signature')).toBeTruthy();
    expect(response.headers['cache-control']).toBe('no-store');
  });

  it('points to the growing playlists while the video is processed', async () => {
    const videoKey = await add({}, 'video.playable');
    expect((await get(videoKey)).json()).toMatchObject({
      status: 'playable',
      watchUrl: null,
      playback: { hlsUrl: `/transcodes/${videoKey}/master.m3u8`, complete: false },
    });
  });

  it('sets the cookies that open this video’s media and nothing else', async () => {
    const videoKey = await add({}, 'video.transcoded');
    const { cookies } = await get(videoKey);
    expect(cookies.map(({ name }) => name).sort()).toEqual([
      'CloudFront-Key-Pair-Id',
      'CloudFront-Policy',
      'CloudFront-Signature',
    ]);
    for (const cookie of cookies) {
      expect(cookie).toMatchObject({ path: `/media/${videoKey}/`, httpOnly: true, sameSite: 'Lax' });
      expect(cookie.secure).toBeUndefined();
      expect(cookie.expires!.getTime()).toBeGreaterThan(Date.now() + limits.watchUrlSeconds * 1000 - 5000);
    }
  });

  it('shows address, file name and failure to the owner alone', async () => {
    const videoKey = await add({}, 'video.failed');
    expect((await get(videoKey, owner)).json()).toMatchObject({
      isOwner: true,
      email: `${owner}@example.com`,
      fileName: 'holiday.mp4',
      failure: { code: 'damaged' },
    });
    for (const as of [other, undefined]) {
      const video = (await get(videoKey, as)).json();
      expect(video.isOwner).toBe(false);
      expect(Object.keys(video)).not.toEqual(expect.arrayContaining(['email']));
      expect(JSON.stringify(video)).not.toMatch(/@example|holiday|damaged/);
    }
  });

  it('sets no cookies for what is not to be seen', async () => {
    const videoKey = await add({ visibility: 'private' }, 'video.transcoded');
    const response = await get(videoKey, other);
    expect(failure(response)).toEqual([404, 'video_not_found']);
    expect(response.cookies).toEqual([]);
  });

  it.each(['short', 'A'.repeat(24), '..%2f..%2fetc%2fpasswd', 'x'.repeat(100)])(
    'refuses the id %s',
    async (id) => {
      expect([400, 404]).toContain((await get(id)).statusCode);
    },
  );
});

it('over https the cookies are for https alone', async () => {
  const secure = await startCatalog({ config: { PUBLIC_ORIGIN: 'https://video.example.com' } });
  const { videoKey } = (await secure.describe(owner)).json();
  const { cookies } = await secure.call('GET', `/videos/${videoKey}`);
  expect(cookies.map((cookie) => cookie.secure)).toEqual([true, true, true]);
  await secure.close();
});

describe('PATCH /videos/{videoID}', () => {
  const patch = (videoKey: string, payload: object, as = owner) =>
    catalog.call('PATCH', `/videos/${videoKey}`, { as, payload });

  it('changes what it is given and nothing else', async () => {
    const videoKey = await add({ displayName: 'Old', description: 'Stays' });
    const before = (await get(videoKey, owner)).json();
    const response = await patch(videoKey, { displayName: 'New', visibility: 'unlisted' });
    expect(response.json()).toEqual({ ...before, displayName: 'New', visibility: 'unlisted' });
    expect((await get(videoKey, owner)).json()).toEqual(response.json());
  });

  it.each([
    ['nothing', {}],
    ['an empty title', { displayName: '' }],
    ['only what is not to be changed', { ownerId: other, status: 'ready' }],
    ['a list', []],
  ])('refuses %s', async (_title, payload) => {
    expect(failure(await patch(await add(), payload))).toEqual([400, 'invalid_request']);
  });

  it('does not touch owner, state or time', async () => {
    const videoKey = await add();
    const before = await catalog.db.video.findUnique({ where: { videoKey } });
    await patch(videoKey, {
      displayName: 'x',
      ownerId: other,
      status: 'ready',
      email: 'x@y.z',
      uploadTime: 0,
    });
    const after = await catalog.db.video.findUnique({ where: { videoKey } });
    expect({ ...after, updatedAt: 0 }).toEqual({ ...before, displayName: 'x', updatedAt: 0 });
  });
});

describe('DELETE /videos/{videoID}', () => {
  const remove = (videoKey: string, as = owner) => catalog.call('DELETE', `/videos/${videoKey}`, { as });

  it('leaves a tombstone without texts, and the event in the same transaction', async () => {
    const videoKey = await add({ description: 'About' }, 'video.transcoded');
    const response = await remove(videoKey);
    expect([response.statusCode, response.body]).toEqual([204, '']);
    expect(failure(await get(videoKey, owner))).toEqual([404, 'video_not_found']);
    expect(await catalog.db.video.findUnique({ where: { videoKey } })).toMatchObject({
      displayName: '',
      description: '',
      email: '',
      fileName: '',
      visibility: 'private',
      posterKey: null,
    });
    const [event] = await catalog.db.outboxEvent.findMany({ orderBy: { id: 'desc' }, take: 1 });
    expect(event?.body).toMatchObject({ type: 'video.deleted', videoKey, ownerId: owner });
  });

  it('answers the same again, and tells it once', async () => {
    const videoKey = await add();
    const told = await catalog.db.outboxEvent.count();
    const answers = await Promise.all([remove(videoKey), remove(videoKey), remove(videoKey)]);
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([204, 204, 204]);
    expect((await remove(videoKey)).statusCode).toBe(204);
    expect(await catalog.db.outboxEvent.count()).toBe(told + 1);
    expect(failure(await remove(videoKey, other))).toEqual([404, 'video_not_found']);
  });
});
