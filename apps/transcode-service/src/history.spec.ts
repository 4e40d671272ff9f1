import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  deletedEvent,
  newVideo,
  startHarness,
  uploadedEvent,
  type Harness,
  type Video,
} from './testing/harness.ts';
import { claim, claimBest, complete, ffprobe, post, resultOf, workUntil } from './testing/scripted-worker.ts';
import type { Claim } from './work/contract.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.stop());

const source = { ffprobe: ffprobe({ seconds: 30 }), frames: 900, audioSeconds: 30 };

/** mulberry32: a small generator of numbers in [0, 1) that a seed repeats. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** What workers, queues and owners may do at any moment, in any order, as often as they like. */
function actors(videos: Video[], random: () => number) {
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  const leases: Claim[] = [];
  const deleted = new Set<string>();
  const bucket = harness.config.ORIGINALS_BUCKET;
  const someTask = async () =>
    pick(await harness.query<{ id: string }>(`SELECT id FROM tasks WHERE state IN ('pending', 'running')`))
      ?.id;
  const report = async (lease: Claim, action: string, payload: object = {}) => {
    const { statusCode } = await post(harness, lease.taskId, action, {
      leaseToken: lease.leaseToken,
      ...payload,
    });
    expect([200, 409]).toContain(statusCode);
  };
  const withLease = async (work: (lease: Claim) => Promise<unknown>) => {
    const lease = pick(leases);
    if (lease) await work(lease);
  };
  const actions: [weight: number, act: () => Promise<unknown>][] = [
    [3, () => harness.deliver(uploadedEvent({ bucket, video: pick(videos)! }))],
    [
      0.1,
      () => {
        const video = pick(videos)!;
        deleted.add(video.videoKey);
        return harness.deliver(deletedEvent(video));
      },
    ],
    [
      12,
      async () => {
        // A worker takes what is best; one that is of the release before, what its message names.
        const id = random() < 0.5 ? undefined : await someTask();
        const lease = id ? await claim(harness, id) : await claimBest(harness);
        if (lease) leases.push(lease);
      },
    ],
    [
      12,
      () =>
        withLease(async (lease) =>
          expect([200, 409]).toContain(await complete(harness, lease, resultOf(lease, source))),
        ),
    ],
    [2, () => withLease((lease) => report(lease, 'heartbeat'))],
    [0.3, () => withLease((lease) => report(lease, 'release'))],
    [
      0.3,
      () => withLease((lease) => report(lease, 'fail', { code: 'internal', retriable: true, detail: '' })),
    ],
    [
      0.3,
      () =>
        harness.query(
          `UPDATE tasks SET leaseUntil = UTC_TIMESTAMP(6) WHERE state = 'running' AND RAND() < 0.3`,
        ),
    ],
    [1, () => harness.sweeper.sweep()],
    [
      1,
      async () => {
        const { videoKey, ownerId } = pick(videos)!;
        const url = `/transcodes/${videoKey}/retry`;
        const headers = { authorization: `Bearer ${ownerId}` };
        const { statusCode } = await harness.app.inject({ method: 'POST', url, headers });
        expect([202, 404, 409]).toContain(statusCode);
      },
    ],
  ];
  const total = actions.reduce((sum, [weight]) => sum + weight, 0);
  const step = async () => {
    let left = random() * total;
    for (const [weight, act] of actions) if ((left -= weight) < 0) return void (await act());
  };
  return { step, deleted };
}

describe('any history', () => {
  test.each([1, 2, 3])('keeps the promises: seed %i', async (seed) => {
    const random = randomFrom(seed);
    const videos = Array.from({ length: 6 }, newVideo);
    const { step, deleted } = actors(videos, random);
    for (let round = 0; round < 40; round += 1) await Promise.all(Array.from({ length: 5 }, step));

    // The storm is over: every upload is told once more, and honest workers finish what is left.
    for (const video of videos)
      await harness.deliver(uploadedEvent({ bucket: harness.config.ORIGINALS_BUCKET, video }));
    await harness.query(
      `UPDATE tasks SET leaseUntil = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND WHERE state = 'running'`,
    );
    await harness.sweeper.sweep();
    const keys = videos.map(({ videoKey }) => videoKey);
    const jobs = () =>
      harness.query<{ videoKey: string; state: string; revision: number }>(
        'SELECT * FROM jobs WHERE videoKey IN (?)',
        [keys],
      );
    await workUntil(harness, source, ['ready', 'failed', 'deleted'], ...videos);
    await harness.relay.drain();
    const events = (await harness.drainEvents()).filter(({ videoKey }) => keys.includes(videoKey));

    for (const { videoKey, state, revision } of await jobs()) {
      expect([videoKey, state === 'deleted']).toEqual([videoKey, deleted.has(videoKey)]);
      const own = events
        .filter((event) => event.videoKey === videoKey)
        .sort((a, b) => a.revision - b.revision);
      expect(own.map((event) => event.revision)).toEqual(Array.from({ length: revision }, (_, i) => i + 1));
      const published = own.filter(({ type }) => type === 'video.transcoded');
      if (state !== 'deleted') expect(published).toHaveLength(state === 'ready' ? 1 : 0);
      if (state === 'ready') {
        expect(own.at(-1)).toMatchObject({
          type: 'video.transcoded',
          durationSeconds: 30,
          heights: [240, 360],
        });
        const url = `/transcodes/${videoKey}/v360.m3u8`;
        expect((await harness.app.inject(url)).body.match(/#EXTINF/g)).toHaveLength(8);
      }
    }
    expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(events.length);
    const left = await harness.query(
      `SELECT * FROM tasks WHERE state IN ('pending', 'running') AND videoKey IN (?)`,
      [keys],
    );
    expect(left).toEqual([]);
    expect(await harness.query('SELECT * FROM outbox WHERE failures > 0')).toEqual([]);
  });
});
