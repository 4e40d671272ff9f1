import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { VideoProgress } from '@matinee/contracts';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  deletedEvent,
  newVideo,
  startHarness,
  uploadedEvent,
  type Harness,
  type Video,
} from '../../testing/harness.ts';
import { claim, complete, ffprobe, post, resultOf, workUntil } from '../../testing/scripted-worker.ts';

let harness: Harness;
let origin: string;
beforeAll(async () => {
  harness = await startHarness();
  await harness.app.listen({ host: '127.0.0.1', port: 0 });
  origin = `http://127.0.0.1:${(harness.app.server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  // fetch opens connections in advance when some are broken off; nothing is ever sent on them.
  harness.app.server.closeAllConnections();
  await harness.stop();
});

const source = { ffprobe: ffprobe({ seconds: 100 }), frames: 3000, audioSeconds: 100 };
const patiently = { timeout: 20_000, interval: 50 };
async function uploaded(video: Video = newVideo()): Promise<Video> {
  await harness.deliver(uploadedEvent({ bucket: harness.config.ORIGINALS_BUCKET, video }));
  return video;
}
const ask = async ({ videoKey }: Video, person?: string) =>
  harness.app.inject({
    url: `/transcodes/${videoKey}/progress`,
    headers: person ? { authorization: `Bearer ${person}` } : {},
  });
const progressOf = async (video: Video) => VideoProgress.parse((await ask(video, video.ownerId)).json());

/** What a browser hears: messages, comments, and whether the stream has ended. */
async function listen({ videoKey, ownerId }: Video, headers: Record<string, string> = {}) {
  const leaving = new AbortController();
  const response = await fetch(`${origin}/transcodes/${videoKey}/progress/events`, {
    headers: { authorization: `Bearer ${ownerId}`, ...headers },
    signal: leaving.signal,
  });
  const heard = { response, events: [] as VideoProgress[], ended: false, leave: () => leaving.abort() };
  const read = async () => {
    let text = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      const blocks = (text + chunk).split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks)
        if (block.startsWith('data: ')) heard.events.push(VideoProgress.parse(JSON.parse(block.slice(6))));
    }
    heard.ended = true;
  };
  if (response.ok) void read().catch(() => {});
  return heard;
}

describe('progress that is asked for', () => {
  test('goes from waiting to ready, with the place in the queue, and never falls', async () => {
    const first = await uploaded();
    const video = await uploaded();
    expect(await progressOf(video)).toEqual({
      videoKey: video.videoKey,
      ...{ stage: 'waiting', fraction: 0, etaSeconds: null, queuePosition: 1, failure: null },
    });
    expect(await progressOf(first)).toMatchObject({ queuePosition: 0 });
    const seen: VideoProgress[] = [];
    const open = () =>
      harness.query<{ id: string }>(
        `SELECT id FROM tasks WHERE videoKey = ? AND state = 'pending' ORDER BY turn`,
        [video.videoKey],
      );
    for (let [task] = await open(); task; [task] = await open()) {
      const lease = (await claim(harness, task.id))!;
      seen.push(await progressOf(video));
      await complete(harness, lease, resultOf(lease, source));
      seen.push(await progressOf(video));
    }
    const stages = [...new Set(seen.map(({ stage }) => stage))];
    expect(stages).toEqual(['checking', 'starting', 'playable', 'finishing', 'ready']);
    const fractions = seen.map(({ fraction }) => fraction);
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    expect(seen.at(-1)).toMatchObject({ fraction: 1, etaSeconds: null, queuePosition: null });
  });

  test('says why a video failed and whether trying again may help', async () => {
    const video = await uploaded();
    await workUntil(harness, { ...source, ffprobe: {} }, ['failed'], video);
    expect(await progressOf(video)).toMatchObject({
      stage: 'failed',
      failure: { code: 'not_media', message: expect.any(String), retryable: false },
    });
  });

  test('is for the owner alone, who cannot be told from a stranger to nothing', async () => {
    const video = await uploaded();
    expect((await ask(video)).statusCode).toBe(401);
    for (const [asked, person] of [
      [video, randomUUID()],
      [newVideo(), randomUUID()],
    ] as const) {
      const answer = await ask(asked, person);
      expect([answer.statusCode, answer.json().error.code]).toEqual([404, 'video_not_found']);
    }
    await harness.deliver(deletedEvent(video));
    expect((await ask(video, video.ownerId)).statusCode).toBe(404);
    expect((await listen({ ...video, ownerId: randomUUID() })).response.status).toBe(404);
  });

  test('does not fall when a worker and its part of the work are lost', async () => {
    const video = await uploaded();
    const take = async (kind: string) => {
      const [task] = await harness.query<{ id: string }>(
        'SELECT id FROM tasks WHERE videoKey = ? AND kind = ? ORDER BY turn LIMIT 1',
        [video.videoKey, kind],
      );
      return (await claim(harness, task!.id))!;
    };
    const probe = await take('probe');
    await complete(harness, probe, resultOf(probe, source));
    const lease = await take('video');
    await harness.query('UPDATE tasks SET fraction = 0.9 WHERE id = ?', [lease.taskId]);
    const before = (await progressOf(video)).fraction;
    expect(before).toBeGreaterThan(0);
    await post(harness, lease.taskId, 'release', { leaseToken: lease.leaseToken });
    expect((await progressOf(video)).fraction).toBe(before);
  });
});

describe('progress that is told', () => {
  test('comes as the work goes on and ends when the video is ready', async () => {
    const video = await uploaded();
    const heard = await listen(video, { 'last-event-id': '17, or anything' });
    expect(heard.response.headers.get('content-type')).toContain('text/event-stream');
    expect(heard.response.headers.get('cache-control')).toBe('no-store, no-transform');
    await vi.waitFor(() => expect(heard.events.at(-1)?.stage).toBe('waiting'), patiently);
    await workUntil(harness, source, ['playable'], video);
    await vi.waitFor(() => expect(heard.events.at(-1)?.stage).toBe('playable'), patiently);
    await workUntil(harness, source, ['ready'], video);
    await vi.waitFor(() => expect(heard.ended).toBe(true), patiently);
    expect(heard.events.at(-1)).toMatchObject({ stage: 'ready', fraction: 1 });
    const fractions = heard.events.map(({ fraction }) => fraction);
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
  });

  test('ends at once for what is over, and when the video is deleted', async () => {
    const video = await uploaded();
    const heard = await listen(video);
    await harness.deliver(deletedEvent(video));
    await vi.waitFor(() => expect(heard.ended).toBe(true), patiently);
    const failed = await uploaded();
    await workUntil(harness, { ...source, ffprobe: {} }, ['failed'], failed);
    const late = await listen(failed);
    await vi.waitFor(() => expect(late.ended).toBe(true), patiently);
    expect(late.events).toMatchObject([{ stage: 'failed', failure: { code: 'not_media' } }]);
  });

  test('is told to eight listeners of one person; the ninth is asked to come later', async () => {
    const video = await uploaded();
    const listeners = await Promise.all(Array.from({ length: 9 }, () => listen(video)));
    const statuses = listeners.map(({ response }) => response.status).sort();
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 200, 200, 429]);
    for (const listener of listeners) listener.leave();
    await vi.waitFor(async () => {
      const again = await listen(video);
      again.leave();
      expect(again.response.status).toBe(200);
    }, patiently);
  });

  test('stops with the server, which does not wait for listeners', async () => {
    const other = await startHarness();
    await other.app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = other.app.server.address() as AddressInfo;
    const video = newVideo();
    await other.deliver(uploadedEvent({ bucket: other.config.ORIGINALS_BUCKET, video }));
    const response = await fetch(`http://127.0.0.1:${port}/transcodes/${video.videoKey}/progress/events`, {
      headers: { authorization: `Bearer ${video.ownerId}` },
    });
    const text = response.text();
    await other.stop();
    expect(await text).toContain('"stage":"waiting"');
  });
});
