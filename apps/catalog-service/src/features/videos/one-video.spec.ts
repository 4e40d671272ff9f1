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

type Told = Partial<VideoEvent>;
async function tell(type: VideoEvent['type'], of: Told & { videoKey: string; revision: number }) {
  const event = videoEvent(type, { ownerId: owner, ...of });
  await createMediaRepository(catalog.db).record({ ...event }, stateOf(event));
}
async function add(fields: object = {}, type?: VideoEvent['type'], told: Told = {}): Promise<string> {
  const { videoKey } = (await catalog.describe(owner, fields)).json();
  if (type) await tell(type, { videoKey, revision: 1, ...told });
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
      playback: {
        hlsUrl: `/media/${videoKey}/1/master.m3u8`,
        dashUrl: `/media/${videoKey}/1/manifest.mpd`,
        storyboardUrl: `/media/${videoKey}/1/storyboard.vtt`,
        waveformUrl: `/media/${videoKey}/1/waveform.json`,
        medium: 'video',
        complete: true,
        heights: [360, 720],
      },
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

  it('shows warnings and the choice of posters to the owner alone', async () => {
    const videoKey = await add({}, 'video.transcoded', { warnings: ['partial_source'] });
    const { warnings, posters } = (await get(videoKey, owner)).json();
    expect(warnings).toEqual(['partial_source']);
    expect(posters).toMatchObject([
      { key: `${videoKey}/1/poster.jpg`, chosen: true },
      { key: `${videoKey}/1/2/still.jpg`, chosen: false },
    ]);
    expect(new URL(posters[1].url, 'http://localhost').pathname).toBe(`/media/${videoKey}/1/2/still.jpg`);
    expect(new URL(posters[1].url, 'http://localhost').searchParams.get('Signature')).toBeTruthy();
    expect(JSON.stringify((await get(videoKey, other)).json())).not.toMatch(/partial_source|still\.jpg/);
    const { items } = (await catalog.call('GET', '/users/me/videos', { as: owner })).json();
    expect(items.find((item: { videoKey: string }) => item.videoKey === videoKey).warnings).toEqual(warnings);
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

  it('takes another still of the video as its poster, for lists too', async () => {
    const videoKey = await add({}, 'video.transcoded');
    const still = `${videoKey}/1/2/still.jpg`;
    const video = (await patch(videoKey, { posterKey: still })).json();
    expect(video.posterUrl).toContain('still.jpg');
    expect(video.posters.map(({ chosen }: { chosen: boolean }) => chosen)).toEqual([false, true]);
    const lists = [
      (await catalog.call('GET', '/videos')).json(),
      (await catalog.call('GET', '/users/me/videos', { as: owner })).json(),
    ];
    for (const { items } of lists)
      expect(items.find((item: { videoKey: string }) => item.videoKey === videoKey).posterUrl).toContain(
        still,
      );
  });

  it('keeps the choice over later events, and falls back where the still is gone', async () => {
    const videoKey = await add({}, 'video.playable');
    const still = `${videoKey}/1/2/still.jpg`;
    await patch(videoKey, { posterKey: still });
    await tell('video.transcoded', { videoKey, revision: 2 });
    expect((await get(videoKey)).json().posterUrl).toContain(still);
    const again = { posterKey: `${videoKey}/2/still.jpg`, posterKeys: [`${videoKey}/2/still.jpg`] };
    await tell('video.transcoded', { videoKey, revision: 3, ...again });
    expect((await get(videoKey)).json().posterUrl).toContain(`${videoKey}/2/still.jpg`);
  });

  it.each([
    ['of another video', () => `${'b'.repeat(24)}/1/poster.jpg`],
    ['that is not a still of it', (videoKey: string) => `${videoKey}/1/video.mp4`],
    ['that is empty', () => ''],
    ['that is very long', () => 'x'.repeat(256)],
  ])('refuses a poster %s', async (_title, keyOf) => {
    const videoKey = await add({}, 'video.transcoded');
    expect(failure(await patch(videoKey, { posterKey: keyOf(videoKey) }))).toEqual([400, 'invalid_request']);
    expect((await get(videoKey)).json().posterUrl).toContain('/1/poster.jpg');
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
