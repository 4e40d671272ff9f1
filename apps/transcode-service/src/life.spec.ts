import { originalKey } from '@matinee/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Claim } from './work/contract.ts';
import {
  deletedEvent,
  newVideo,
  startHarness,
  uploadedEvent,
  type Harness,
  type Video,
} from './testing/harness.ts';
import {
  claim,
  complete,
  ffprobe,
  post,
  resultOf,
  stateOf,
  workUntil,
  type Scripted,
} from './testing/scripted-worker.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.stop());

const upload = (video: Video, more: { etag?: string; sequencer?: string } = {}) =>
  harness.deliver(uploadedEvent({ bucket: harness.config.ORIGINALS_BUCKET, video, ...more }));
const remove = (video: Video) => harness.deliver(deletedEvent(video));
const tasksOf = ({ videoKey }: Video) =>
  harness.query<{ id: string; kind: string; state: string; generation: number }>(
    'SELECT id, kind, state, generation FROM tasks WHERE videoKey = ? ORDER BY createdAt, firstSegment',
    [videoKey],
  );
const jobOf = async ({ videoKey }: Video) =>
  (await harness.query<Record<string, unknown>>('SELECT * FROM jobs WHERE videoKey = ?', [videoKey]))[0]!;
/** Stills that may become the poster, in the order of the film; all are as good as the first. */
const stillsOf = (claims: Claim[]) =>
  claims
    .flatMap(({ spec, prefix }) => (spec.kind === 'video' && spec.stills ? [{ prefix, ...spec }] : []))
    .sort((a, b) => a.firstFrame - b.firstFrame)
    .map(({ prefix }) => `${prefix}/still.jpg`);
const sheetsOf = (claims: Claim[]) =>
  claims
    .filter(({ spec }) => spec.kind === 'video' && spec.storyboard)
    .map(({ prefix }) => `${prefix}/storyboard.jpg`);

const tenSeconds: Scripted = { ffprobe: ffprobe({ seconds: 10 }), frames: 300, audioSeconds: 10 };

describe('the life of a video', () => {
  test('an upload becomes playable and then ready, and every step is told', async () => {
    const video = newVideo();
    await upload(video);
    const claims = await workUntil(harness, tenSeconds, ['ready'], video);
    expect(claims.map(({ spec }) => spec.kind).sort()).toEqual([
      'analyze',
      'audio',
      'finalize',
      'probe',
      'video',
      'video',
      'video',
    ]);
    const events = await harness.eventsUntil(video, 'video.transcoded');
    expect(events.map(({ revision }) => revision)).toEqual(events.map((_, i) => i + 1));
    expect(events.map(({ type }) => type)).toContain('video.playable');
    expect(events.filter(({ type }) => type === 'video.transcoded')).toHaveLength(1);
    expect(events.map(({ heights }) => heights.length)).toContain(2);
    const progress = events.map((event) => event.progress);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(events.at(-1)).toMatchObject({
      type: 'video.transcoded',
      progress: 1,
      durationSeconds: 10,
      heights: [240, 360],
      width: 640,
      height: 360,
      posterKey: stillsOf(claims)[0],
      posterKeys: stillsOf(claims),
      medium: 'video',
      warnings: [],
      storyboardKey: `${video.videoKey}/1-final/storyboard.vtt`,
      dashKey: `${video.videoKey}/1-final/manifest.mpd`,
      masterKey: `${video.videoKey}/1-final/master.m3u8`,
      mp4Key: `${video.videoKey}/1-final/video.mp4`,
    });
  });

  test('the last task writes playlists before the master, and names every segment of every rung', async () => {
    const video = newVideo();
    await upload(video);
    const claims = await workUntil(harness, tenSeconds, ['ready'], video);
    const spec = claims.at(-1)!.spec;
    if (spec.kind !== 'finalize') throw new Error('not the last task');
    expect(spec.documents.map(({ key }) => key.split('/').at(-1))).toEqual([
      'v240.m3u8',
      'v360.m3u8',
      'audio.m3u8',
      'v240-iframes.m3u8',
      'v360-iframes.m3u8',
      'storyboard.vtt',
      'manifest.mpd',
      'master.m3u8',
    ]);
    for (const { text } of spec.documents.slice(0, 5)) {
      expect(text.match(/#EXTINF/g)).toHaveLength(3);
      expect(text).toContain('#EXT-X-ENDLIST');
    }
    const textOf = (type: string) => spec.documents.find((document) => document.type === type)!.text;
    expect(textOf('dash').match(/<SegmentURL /g)).toHaveLength(9);
    expect(textOf('vtt').match(/-->/g)).toHaveLength(10);
    for (const key of sheetsOf(claims)) expect(textOf('vtt')).toContain(`/media/${key}#xywh=`);
    expect(spec.mp4?.video?.segments).toHaveLength(3);
    expect(spec.mp4?.audio?.segments).toHaveLength(3);
  });

  test('a file that does not know its length is followed to its real end', async () => {
    const video = newVideo();
    await upload(video);
    const seconds = 400;
    const source = { ffprobe: ffprobe({}), frames: seconds * 30, audioSeconds: seconds };
    await workUntil(harness, source, ['ready'], video);
    expect(await jobOf(video)).toMatchObject({ durationSeconds: seconds });
  });

  test('a promise of ten minutes over thirty seconds of picture is damage; over two minutes it is not', async () => {
    const [damaged, short] = [newVideo(), newVideo()];
    await upload(damaged);
    await workUntil(
      harness,
      { ffprobe: ffprobe({ seconds: 600 }), frames: 900, audioSeconds: 30 },
      ['failed'],
      damaged,
    );
    expect(await jobOf(damaged)).toMatchObject({ failureCode: 'damaged' });
    await upload(short);
    await workUntil(
      harness,
      { ffprobe: ffprobe({ seconds: 600 }), frames: 3600, audioSeconds: 120 },
      ['ready'],
      short,
    );
    expect(await jobOf(short)).toMatchObject({ durationSeconds: 120 });
  });

  test('what is not a video fails with a reason, and its file is kept', async () => {
    const video = newVideo();
    const key = originalKey(video.ownerId, video.videoKey);
    await harness.originals.put(key, 'text', { contentType: 'video/mp4' });
    await upload(video);
    await workUntil(harness, { ...tenSeconds, ffprobe: {} }, ['failed'], video);
    await harness.query(`UPDATE jobs SET cleanAt = UTC_TIMESTAMP(6) WHERE videoKey = ?`, [video.videoKey]);
    await harness.sweeper.sweep();
    expect(await jobOf(video)).toMatchObject({ failureCode: 'not_media', cleanAt: null });
    expect(await harness.originals.head(key)).toMatchObject({ size: 4 });
    const events = await harness.eventsUntil(video, 'video.failed');
    expect(events.at(-1)).toMatchObject({ type: 'video.failed', failureCode: 'not_media', heights: [] });
  });
});

describe('messages that come twice or in the wrong order', () => {
  test('one upload told ten times at once is one job', async () => {
    const video = newVideo();
    await Promise.all(Array.from({ length: 10 }, () => upload(video)));
    expect(await tasksOf(video)).toMatchObject([{ kind: 'probe', generation: 1 }]);
  });

  test('an upload told again after the video is ready changes nothing', async () => {
    const video = newVideo();
    await upload(video);
    await workUntil(harness, tenSeconds, ['ready'], video);
    const before = await jobOf(video);
    await upload(video);
    await upload(video, { etag: 'etag-0', sequencer: '00' });
    expect(await jobOf(video)).toEqual(before);
  });

  test('another file under the same key starts over, and the first file is never mixed in', async () => {
    const video = newVideo();
    await upload(video);
    const probe = (await claim(harness, (await tasksOf(video))[0]!.id))!;
    await upload(video, { etag: 'etag-2', sequencer: '02' });
    expect(await complete(harness, probe, resultOf(probe, tenSeconds))).toBe(409);
    const claims = await workUntil(harness, tenSeconds, ['ready'], video);
    expect(claims[0]!.spec).toMatchObject({ kind: 'probe', source: { etag: 'etag-2' } });
    expect(await jobOf(video)).toMatchObject({
      generation: 2,
      masterKey: `${video.videoKey}/2-final/master.m3u8`,
    });
  });

  test('a file of somebody else under the same video key is not taken in', async () => {
    const video = newVideo();
    await upload(video);
    const before = await jobOf(video);
    await upload({ ...newVideo(), videoKey: video.videoKey }, { etag: 'etag-2', sequencer: '02' });
    expect(await jobOf(video)).toEqual(before);
  });

  test('a deletion before the upload wins: the late file is removed and nothing starts', async () => {
    const video = newVideo();
    const key = originalKey(video.ownerId, video.videoKey);
    await remove(video);
    await harness.originals.put(key, 'late', { contentType: 'video/mp4' });
    await upload(video);
    expect(await tasksOf(video)).toEqual([]);
    expect(await stateOf(harness, video.videoKey)).toBe('deleted');
    expect(await harness.originals.head(key)).toBeUndefined();
  });
});

describe('a deletion in the middle of the work', () => {
  const keysIn = async (prefix: string) => {
    const keys: string[] = [];
    for await (const { key } of harness.media.list(prefix)) keys.push(key);
    return keys;
  };

  test('stops the worker, refuses its results, and leaves no object, also not what it wrote afterwards', async () => {
    const video = newVideo();
    await upload(video);
    const [probeRow] = await tasksOf(video);
    const probe = (await claim(harness, probeRow!.id))!;
    await complete(harness, probe, resultOf(probe, tenSeconds));
    const waiting = (await tasksOf(video)).find(
      ({ kind, state }) => kind === 'video' && state === 'pending',
    )!;
    const lease = (await claim(harness, waiting.id))!;
    const write = (name: string) =>
      harness.media.put(`${lease.prefix}/${name}`, 'x', { contentType: 'video/mp4' });
    await write('v240/0.m4s');

    await remove(video);
    expect(await keysIn(`${video.videoKey}/`)).toEqual([]);
    const { statusCode } = await post(harness, lease.taskId, 'heartbeat', { leaseToken: lease.leaseToken });
    expect(statusCode).toBe(409);
    await write('v240/1.m4s');
    expect(await complete(harness, lease, resultOf(lease, tenSeconds))).toBe(409);

    await harness.query(`UPDATE jobs SET cleanAt = UTC_TIMESTAMP(6) WHERE videoKey = ?`, [video.videoKey]);
    await harness.sweeper.sweep();
    expect(await keysIn(`${video.videoKey}/`)).toEqual([]);
    await harness.query(`UPDATE jobs SET cleanAt = UTC_TIMESTAMP(6) WHERE videoKey = ?`, [video.videoKey]);
    await harness.sweeper.sweep();
    expect(await jobOf(video)).toMatchObject({ state: 'deleted', cleanAt: null });
    expect(await tasksOf(video)).toEqual([]);
  });

  test('leftovers of lost leases go once the video is ready, and nothing that is used does', async () => {
    const video = newVideo();
    await upload(video);
    const claims = await workUntil(harness, tenSeconds, ['ready'], video);
    const used = claims.flatMap((lease) => {
      const result = resultOf(lease, tenSeconds);
      const renditions = 'renditions' in result ? result.renditions : [];
      return renditions.flatMap(({ initKey, segments }) => [initKey, ...segments.map(({ key }) => key)]);
    });
    const spec = claims.at(-1)!.spec;
    if (spec.kind === 'finalize') used.push(spec.mp4!.key, ...spec.documents.map(({ key }) => key));
    used.push(...stillsOf(claims), ...sheetsOf(claims));
    const lost = `${video.videoKey}/1-deadbeef-1/v240/init.mp4`;
    for (const key of [...used, lost]) await harness.media.put(key, 'x', { contentType: 'video/mp4' });
    await harness.query(`UPDATE jobs SET cleanAt = UTC_TIMESTAMP(6) WHERE videoKey = ?`, [video.videoKey]);
    await harness.sweeper.sweep();
    expect(await keysIn(`${video.videoKey}/`)).toEqual([...new Set(used)].sort());
  });
});
