import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newVideo, startHarness, uploadedEvent, type Harness, type Video } from '../../testing/harness.ts';
import {
  claim,
  complete,
  ffprobe,
  post,
  resultOf,
  stateOf,
  workUntil,
} from '../../testing/scripted-worker.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.stop());

const source = { ffprobe: ffprobe({ seconds: 20 }), frames: 600, audioSeconds: 20 };

async function readyVideo(on: Harness = harness): Promise<Video> {
  const video = newVideo();
  await on.deliver(uploadedEvent({ bucket: on.config.ORIGINALS_BUCKET, video }));
  await workUntil(on, source, ['ready'], video);
  return video;
}

const ask = async (videoKey: string, person: string) => {
  const headers = { authorization: `Bearer ${person}` };
  const answer = await harness.app.inject({ method: 'POST', url: `/transcodes/${videoKey}/av1`, headers });
  return [answer.statusCode, answer.json().error?.code ?? answer.json().av1];
};
const told = async (videoKey: string, person: string, on: Harness = harness) => {
  const headers = { authorization: `Bearer ${person}` };
  const answer = await on.app.inject({ url: `/transcodes/${videoKey}/av1`, headers });
  return answer.json().error?.code ?? answer.json().av1;
};
const waiting = (videoKey: string, on: Harness = harness) =>
  on.query<{ id: string; kind: string; priority: number; lane: string }>(
    `SELECT id, kind, priority, lane FROM tasks WHERE state = 'pending' AND videoKey = ? ORDER BY firstSegment`,
    [videoKey],
  );
const jobOf = async (videoKey: string) =>
  (
    await harness.query<{ state: string; masterKey: string; mp4Key: string; revision: number }>(
      'SELECT state, masterKey, mp4Key, revision FROM jobs WHERE videoKey = ?',
      [videoKey],
    )
  )[0]!;

/** Does all that waits; the claims in order. */
async function work(videoKey: string) {
  const claims = [];
  for (;;) {
    const [task] = await waiting(videoKey);
    if (!task) return claims;
    const claimed = (await claim(harness, task.id))!;
    claims.push(claimed);
    expect(await complete(harness, claimed, resultOf(claimed, source))).toBe(200);
  }
}

describe('POST /transcodes/{videoKey}/av1', () => {
  test('adds a master playlist with both codecs to a video that stays ready', async () => {
    const { videoKey, ownerId } = await readyVideo();
    const before = await jobOf(videoKey);
    expect(await ask(videoKey, ownerId)).toEqual([202, 'encoding']);
    const tasks = await waiting(videoKey);
    expect(tasks.length).toBeGreaterThan(1);
    expect(tasks.every(({ priority, lane }) => priority === 2 && lane === 'bulk')).toBe(true);
    const claims = await work(videoKey);
    const last = claims.at(-1)!.spec;
    if (last.kind !== 'finalize') throw new Error('no last step');
    const master = last.documents.find(({ key }) => key.endsWith('/master.m3u8'))!;
    expect(master.text.match(/^(av1-|v)\d+\.m3u8$/gm)).toEqual([
      'v240.m3u8',
      'v360.m3u8',
      'av1-240.m3u8',
      'av1-360.m3u8',
    ]);
    expect(last.mp4).toBeNull();
    for (const { key, text } of last.documents.filter(({ type }) => type === 'hls')) {
      expect(key).not.toContain('/1-final/');
      if (key !== master.key) expect(text).toContain('#EXT-X-ENDLIST');
    }
    const after = await jobOf(videoKey);
    expect(after).toMatchObject({ state: 'ready', mp4Key: before.mp4Key, masterKey: master.key });
    expect(after.masterKey).not.toBe(before.masterKey);
    expect(after.revision).toBeGreaterThan(before.revision);
  });

  test('encodes the whole picture once, however often it is asked for', async () => {
    const { videoKey, ownerId } = await readyVideo();
    const answers = await Promise.all(Array.from({ length: 5 }, () => ask(videoKey, ownerId)));
    expect(answers).toEqual(Array(5).fill([202, 'encoding']));
    const claims = await work(videoKey);
    const segments = claims.flatMap(({ spec }) =>
      spec.kind === 'video' ? spec.segmentFrames.map((_, index) => spec.firstSegment + index) : [],
    );
    expect(segments).toEqual([0, 1, 2, 3, 4, 5]);
    expect(await ask(videoKey, ownerId)).toEqual([202, 'done']);
    expect(await waiting(videoKey)).toEqual([]);
  });

  test('is for owners of videos that are ready', async () => {
    const { videoKey } = await readyVideo();
    expect(await ask(videoKey, randomUUID())).toEqual([404, 'video_not_found']);
    const video = newVideo();
    await harness.deliver(uploadedEvent({ bucket: harness.config.ORIGINALS_BUCKET, video }));
    expect(await ask(video.videoKey, video.ownerId)).toEqual([409, 'not_playable_yet']);
    expect(await told(video.videoKey, video.ownerId)).toBe('impossible');
  });

  test('tells its owner alone where it stands', async () => {
    const { videoKey, ownerId } = await readyVideo();
    expect(await told(videoKey, ownerId)).toBe('none');
    expect(await told(videoKey, randomUUID())).toBe('video_not_found');
    await ask(videoKey, ownerId);
    expect(await told(videoKey, ownerId)).toBe('encoding');
    await work(videoKey);
    expect(await told(videoKey, ownerId)).toBe('done');
  });

  test('is not there where it is switched off, and that is told', async () => {
    const off = await startHarness({ AV1_PASS: 'off' });
    try {
      const { videoKey, ownerId } = await readyVideo(off);
      expect(await told(videoKey, ownerId, off)).toBe('off');
      const headers = { authorization: `Bearer ${ownerId}` };
      const asked = await off.app.inject({ method: 'POST', url: `/transcodes/${videoKey}/av1`, headers });
      expect(asked.statusCode).toBe(404);
    } finally {
      await off.stop();
    }
  });
});

describe('a pass that fails', () => {
  test('leaves the video as it was, and goes on where it stopped when it is asked for again', async () => {
    const { videoKey, ownerId } = await readyVideo();
    const before = await jobOf(videoKey);
    await ask(videoKey, ownerId);
    const [first, second] = await waiting(videoKey);
    const done = (await claim(harness, first!.id))!;
    expect(await complete(harness, done, resultOf(done, source))).toBe(200);
    const bad = (await claim(harness, second!.id))!;
    const { taskId, leaseToken } = bad;
    const failure = { leaseToken, code: 'damaged', retriable: false, detail: '' };
    expect((await post(harness, taskId, 'fail', failure)).statusCode).toBe(200);
    expect(await jobOf(videoKey)).toEqual(before);
    expect(await waiting(videoKey)).toEqual([]);
    expect(await told(videoKey, ownerId)).toBe('failed');
    // Whoever still worked on it is too late.
    expect(await complete(harness, bad, resultOf(bad, source))).toBe(409);
    expect(await ask(videoKey, ownerId)).toEqual([202, 'encoding']);
    const claims = await work(videoKey);
    expect(claims.map(({ taskId }) => taskId)).not.toContain(done.taskId);
    expect((await jobOf(videoKey)).masterKey).not.toBe(before.masterKey);
  });

  test('by workers that vanish does not fail the video', async () => {
    const { videoKey, ownerId } = await readyVideo();
    await ask(videoKey, ownerId);
    const [task] = await waiting(videoKey);
    for (let lost = 0; lost < 5; lost += 1) {
      expect(await claim(harness, task!.id)).toBeDefined();
      await harness.query(`UPDATE tasks SET leaseUntil = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND WHERE id = ?`, [
        task!.id,
      ]);
      await harness.sweeper.sweep();
    }
    expect(await stateOf(harness, videoKey)).toBe('ready');
    expect(await waiting(videoKey)).toEqual([]);
  });
});

test('what a pass has made is not taken for a leftover, and neither are the playlists from before it', async () => {
  const { videoKey, ownerId } = await readyVideo();
  await ask(videoKey, ownerId);
  const [task] = await waiting(videoKey);
  const claimed = (await claim(harness, task!.id))!;
  const inWork = `${claimed.prefix}/av1-240/00000.m4s`;
  const before = `${videoKey}/1-final/v240.m3u8`;
  const stray = `${videoKey}/1-0badcafe-1/v240/00000.m4s`;
  for (const key of [inWork, before, stray])
    await harness.media.put(key, new Uint8Array([1]), { contentType: 'video/mp4' });
  const clean = async () => {
    await harness.query('UPDATE jobs SET cleanAt = UTC_TIMESTAMP(6) WHERE videoKey = ?', [videoKey]);
    await harness.sweeper.sweep();
  };
  const kept = async () => {
    const keys = [];
    for await (const { key } of harness.media.list(`${videoKey}/`)) keys.push(key);
    return keys.filter((key) => [inWork, before, stray].includes(key)).sort();
  };
  await clean();
  expect(await kept()).toEqual([inWork, before, stray].sort());
  expect(await complete(harness, claimed, resultOf(claimed, source))).toBe(200);
  await work(videoKey);
  await clean();
  expect(await kept()).toEqual([before]);
});

test('every video gets it where the configuration says so', async () => {
  const always = await startHarness({ AV1_PASS: 'always' });
  try {
    const { videoKey } = await readyVideo(always);
    expect(
      (await waiting(videoKey, always)).every(({ kind, priority }) => kind === 'video' && priority === 2),
    ).toBe(true);
    expect((await waiting(videoKey, always)).length).toBeGreaterThan(0);
  } finally {
    await always.stop();
  }
});
