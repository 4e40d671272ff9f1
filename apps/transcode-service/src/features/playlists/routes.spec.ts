import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  deletedEvent,
  newVideo,
  startHarness,
  uploadedEvent,
  type Harness,
  type Video,
} from '../../testing/harness.ts';
import {
  audioOutput,
  claim,
  complete,
  ffprobe,
  post,
  resultOf,
  workUntil,
} from '../../testing/scripted-worker.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.stop());

const source = { ffprobe: ffprobe({ seconds: 100, height: 720 }), frames: 3000, audioSeconds: 100 };
/** Longer than an answer is remembered. */
const patiently = { timeout: 10_000 };
const get = (video: Video, name: string) =>
  harness.app.inject({ method: 'GET', url: `/transcodes/${video.videoKey}/${name}` });
const codeOf = async (video: Video, name: string) => (await get(video, name)).json().error.code;

/** Finishes the waiting task that fits; answers with its claim. */
async function work(video: Video, where: string) {
  const [row] = await harness.query<{ id: string }>(
    `SELECT id FROM tasks WHERE videoKey = ? AND state = 'pending' AND ${where}`,
    [video.videoKey],
  );
  const lease = (await claim(harness, row!.id))!;
  expect(await complete(harness, lease, resultOf(lease, source))).toBe(200);
  return lease;
}

/** An uploaded video up to its first playable moment. */
async function playableVideo() {
  const video = newVideo();
  await harness.deliver(uploadedEvent({ bucket: harness.config.ORIGINALS_BUCKET, video }));
  await work(video, `kind = 'probe'`);
  const [row] = await harness.query<{ id: string }>(
    `SELECT id FROM tasks WHERE videoKey = ? AND kind = 'audio'`,
    [video.videoKey],
  );
  const audio = (await claim(harness, row!.id))!;
  const sound = { leaseToken: audio.leaseToken, renditions: [audioOutput(audio.prefix, 0, 2)] };
  expect((await post(harness, audio.taskId, 'progress', sound)).statusCode).toBe(200);
  return { video, audio, first: await work(video, `rungs = 'v240,v360'`) };
}

describe('playlists of a video in progress', () => {
  test('exist from the moment it is playable', async () => {
    const video = newVideo();
    expect(await codeOf(video, 'master.m3u8')).toBe('video_not_found');
    await harness.deliver(uploadedEvent({ bucket: harness.config.ORIGINALS_BUCKET, video }));
    expect(await codeOf(video, 'master.m3u8')).toBe('not_playable_yet');
    expect(await codeOf(video, 'v240.m3u8')).toBe('not_playable_yet');
  });

  test('name the rungs that have a first segment, and grow without changing what was there', async () => {
    const { video, first } = await playableVideo();
    const master = await get(video, 'master.m3u8');
    expect(master.headers).toMatchObject({
      'content-type': 'application/vnd.apple.mpegurl',
      'cache-control': 'max-age=1',
    });
    expect(master.body).toContain('URI="audio.m3u8"');
    expect(master.body).toContain('\nv360.m3u8\n');
    expect(master.body).not.toContain('v720');
    expect(await codeOf(video, 'v720.m3u8')).toBe('not_playable_yet');

    const before = (await get(video, 'v240.m3u8')).body;
    expect(before).toContain('#EXT-X-PLAYLIST-TYPE:EVENT');
    expect(before).toContain(`/media/${first.prefix}/v240/0.m4s`);
    expect(before).not.toContain('ENDLIST');
    await work(video, `kind = 'analyze'`);
    await work(video, 'firstSegment = 1');
    await expect
      .poll(async () => (await get(video, 'v240.m3u8')).body.length, patiently)
      .toBeGreaterThan(before.length);
    const after = (await get(video, 'v240.m3u8')).body;
    expect(after.startsWith(before)).toBe(true);
    expect((await get(video, 'audio.m3u8')).body.match(/#EXTINF/g)).toHaveLength(2);
  });

  test('do not show a segment before all those ahead of it', async () => {
    const { video } = await playableVideo();
    await work(video, `kind = 'analyze'`);
    await work(video, 'firstSegment > 10');
    expect((await get(video, 'v240.m3u8')).body.match(/#EXTINF/g)).toHaveLength(1);
  });

  test('end when the last segment is there, and stay for players that began early', async () => {
    const { video, audio } = await playableVideo();
    expect(await complete(harness, audio, resultOf(audio, source))).toBe(200);
    await workUntil(harness, source, ['ready'], video);
    await expect
      .poll(async () => (await get(video, 'v720.m3u8')).body, patiently)
      .toContain('#EXT-X-ENDLIST');
    const answer = await get(video, 'v720.m3u8');
    expect(answer.headers['cache-control']).toBe('max-age=60');
    expect(answer.body.match(/#EXTINF/g)).toHaveLength(26);
    expect((await get(video, 'v999.m3u8')).statusCode).toBe(404);
  });

  test('can all be read that the master names, key frames too', async () => {
    const { video, audio } = await playableVideo();
    const named = async () =>
      [...(await get(video, 'master.m3u8')).body.matchAll(/^[\w-]+\.m3u8$|URI="([^"]+)"/gm)].map(
        ([line, uri]) => uri ?? line,
      );
    const statuses = async () =>
      (await Promise.all((await named()).map((uri) => get(video, uri)))).map((a) => a.statusCode);
    expect(new Set(await statuses())).toEqual(new Set([200]));
    expect(await complete(harness, audio, resultOf(audio, source))).toBe(200);
    await workUntil(harness, source, ['ready'], video);
    await expect.poll(named, patiently).toContain('v720-iframes.m3u8');
    expect(new Set(await statuses())).toEqual(new Set([200]));
    expect((await get(video, 'v720-iframes.m3u8')).body).toContain('#EXT-X-I-FRAMES-ONLY');
  });

  test('are gone with the video', async () => {
    const { video } = await playableVideo();
    await harness.deliver(deletedEvent(video));
    await expect.poll(async () => (await get(video, 'master.m3u8')).statusCode, patiently).toBe(404);
  });

  test.each(['v720.txt', '..%2fmaster.m3u8', 'v1.m3u8', 'poster.jpg', 'v720.m3u8.m3u8'])(
    'have no other names: %s',
    async (name) => {
      const { statusCode } = await get(newVideo(), name);
      expect([400, 404]).toContain(statusCode);
    },
  );
});
