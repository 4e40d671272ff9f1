import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newVideo, startHarness, uploadedEvent, workerToken, type Harness } from '../../testing/harness.ts';
import { claim, complete, ffprobe, post, resultOf, stateOf } from '../../testing/scripted-worker.ts';
import type { Claim } from '../../work/contract.ts';

const previousWorkerToken = 'the-token-of-last-month-0123456789';
let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ WORKER_TOKEN_PREVIOUS: previousWorkerToken });
});
afterAll(() => harness.stop());

const source = { ffprobe: ffprobe({ seconds: 10 }), frames: 300, audioSeconds: 10 };

async function uploaded() {
  const video = newVideo();
  await harness.deliver(uploadedEvent({ bucket: harness.config.ORIGINALS_BUCKET, video }));
  return video;
}
const taskIds = async (videoKey: string, kind: string) =>
  (
    await harness.query<{ id: string }>(
      'SELECT id FROM tasks WHERE videoKey = ? AND kind = ? ORDER BY firstSegment, createdAt, rungs',
      [videoKey, kind],
    )
  ).map(({ id }) => id);
const rowOf = async (id: string) =>
  (await harness.query<Record<string, unknown>>('SELECT * FROM tasks WHERE id = ?', [id]))[0]!;

/** A video whose probe is done, and the claim of one of its tasks. */
async function claimed(kind: 'probe' | 'video' | 'audio') {
  const { videoKey } = await uploaded();
  const probe = (await claim(harness, (await taskIds(videoKey, 'probe'))[0]!))!;
  if (kind === 'probe') return { videoKey, lease: probe };
  expect(await complete(harness, probe, resultOf(probe, source))).toBe(200);
  return { videoKey, lease: (await claim(harness, (await taskIds(videoKey, kind))[0]!))! };
}
const report = async (lease: Claim, action: string, payload: object = {}) =>
  (await post(harness, lease.taskId, action, { leaseToken: lease.leaseToken, ...payload })).statusCode;

describe('the internal API', () => {
  test.each(['', 'Bearer wrong', `Bearer ${'x'.repeat(35)}`])(
    'refuses the token %j',
    async (authorization) => {
      const answer = await harness.app.inject({
        method: 'POST',
        url: `/internal/transcodes/tasks/${randomUUID()}/claim`,
        headers: { authorization },
        payload: { workerId: 'w' },
      });
      expect(answer.statusCode).toBe(401);
    },
  );

  test('takes the token of workers that were started before it changed, and no other', async () => {
    const answers = async (token: string) =>
      (await post(harness, randomUUID(), 'claim', { workerId: 'w' }, token)).statusCode;
    expect(await answers(previousWorkerToken)).toBe(409);
    expect(await answers(workerToken)).toBe(409);
    expect(await answers('undefined')).toBe(401);
  });

  test('takes reports of up to 2 MiB', async () => {
    const at = async (bytes: number) =>
      (await post(harness, randomUUID(), 'heartbeat', { leaseToken: randomUUID(), more: 'x'.repeat(bytes) }))
        .statusCode;
    expect(await at(2 * 1024 * 1024 - 200)).toBe(409);
    expect(await at(2 * 1024 * 1024)).toBe(413);
  });

  test('answers 409 for a task nobody knows', async () => {
    expect((await post(harness, randomUUID(), 'claim', { workerId: 'w' })).json()).toEqual({ lost: true });
  });
});

describe('a claim', () => {
  test('is won by exactly one of twenty at once', async () => {
    const { videoKey } = await uploaded();
    const [id] = await taskIds(videoKey, 'probe');
    const answers = await Promise.all(Array.from({ length: 20 }, () => claim(harness, id!)));
    const [winner, ...others] = answers.filter((answer) => answer !== undefined);
    expect(others).toEqual([]);
    expect(winner).toMatchObject({ taskId: id, videoKey, attempt: 1, leaseSeconds: 30 });
    expect(await rowOf(id!)).toMatchObject({ state: 'running', attempts: 1, leaseToken: winner!.leaseToken });
    expect(await stateOf(harness, videoKey)).toBe('probing');
  });

  test('writes below a prefix of its own every time', async () => {
    const { videoKey, lease } = await claimed('video');
    expect(await report(lease, 'release')).toBe(200);
    const again = (await claim(harness, lease.taskId))!;
    expect(again.prefix).not.toBe(lease.prefix);
    for (const { prefix } of [lease, again]) expect(prefix).toMatch(new RegExp(`^${videoKey}/[^/]+$`));
  });
});

describe('a lease', () => {
  test('is prolonged by a heartbeat', async () => {
    const { lease } = await claimed('video');
    await harness.query(`UPDATE tasks SET leaseUntil = UTC_TIMESTAMP(6) WHERE id = ?`, [lease.taskId]);
    expect(await report(lease, 'heartbeat')).toBe(200);
    const [row] = await harness.query<{ left: number }>(
      'SELECT TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(6), leaseUntil) AS `left` FROM tasks WHERE id = ?',
      [lease.taskId],
    );
    expect(Number(row!.left)).toBeGreaterThan(25);
  });

  test('knows how far its task is, and forgets it when the task is handed back', async () => {
    const { lease } = await claimed('video');
    expect(await report(lease, 'heartbeat', { fraction: 0.5 })).toBe(200);
    expect(await report(lease, 'heartbeat', { fraction: 0.4 })).toBe(200);
    expect(await report(lease, 'heartbeat')).toBe(200);
    expect(await rowOf(lease.taskId)).toMatchObject({ fraction: 0.5 });
    expect(await report(lease, 'heartbeat', { fraction: 1.5 })).toBe(400);
    await report(lease, 'release');
    expect(await rowOf(lease.taskId)).toMatchObject({ fraction: 0 });
  });

  test('that ran out is given to another, and the first worker is refused everything', async () => {
    const { lease } = await claimed('video');
    await harness.query(`UPDATE tasks SET leaseUntil = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND WHERE id = ?`, [
      lease.taskId,
    ]);
    await harness.sweeper.sweep();
    const other = (await claim(harness, lease.taskId))!;
    expect(other.attempt).toBe(2);
    const result = resultOf(lease, source);
    for (const [action, payload] of [
      ['heartbeat', {}],
      ['progress', { renditions: [] }],
      ['complete', { result }],
      ['fail', { code: 'internal', retriable: true, detail: '' }],
      ['release', {}],
    ] as const) {
      expect([action, await report(lease, action, payload)]).toEqual([action, 409]);
    }
    expect(await report(other, 'complete', { result: resultOf(other, source) })).toBe(200);
    expect(JSON.stringify((await rowOf(lease.taskId)).outputs)).not.toContain(lease.prefix);
  });

  test('of a worker that is late but was not replaced still holds', async () => {
    const { lease } = await claimed('video');
    await harness.query(`UPDATE tasks SET leaseUntil = UTC_TIMESTAMP(6) - INTERVAL 9 SECOND WHERE id = ?`, [
      lease.taskId,
    ]);
    expect(await report(lease, 'complete', { result: resultOf(lease, source) })).toBe(200);
  });
});

describe('a completed task', () => {
  test('may be reported again when the answer was lost, without effect', async () => {
    const { lease, videoKey } = await claimed('probe');
    const result = resultOf(lease, source);
    expect(await report(lease, 'complete', { result })).toBe(200);
    const tasks = await taskIds(videoKey, 'video');
    expect(await report(lease, 'complete', { result })).toBe(200);
    expect(await taskIds(videoKey, 'video')).toEqual(tasks);
  });

  test('is done once when it is reported ten times at once', async () => {
    const { lease, videoKey } = await claimed('probe');
    const result = resultOf(lease, source);
    const codes = await Promise.all(Array.from({ length: 10 }, () => report(lease, 'complete', { result })));
    expect(new Set(codes)).toEqual(new Set([200]));
    expect(await taskIds(videoKey, 'audio')).toHaveLength(1);
  });

  test('may only name objects below its own prefix', async () => {
    const { lease } = await claimed('video');
    const result = resultOf({ ...lease, prefix: `${'z'.repeat(24)}/1-1-1` }, source);
    expect(await report(lease, 'complete', { result })).toBe(400);
    expect(await rowOf(lease.taskId)).toMatchObject({ state: 'running', outputs: null });
  });

  test('must bring every segment of every rung', async () => {
    const { lease } = await claimed('video');
    const result = resultOf(lease, source);
    if (result.kind !== 'video') throw new Error('not a video task');
    expect(
      await report(lease, 'complete', { result: { ...result, renditions: result.renditions.slice(1) } }),
    ).toBe(400);
  });

  test('may lead later tasks to a copy of the source, of its own making only', async () => {
    const { lease, videoKey } = await claimed('probe');
    expect(lease.spec).toMatchObject({ remux: true });
    const probed = resultOf(lease, source);
    const copy = { bucket: harness.config.MEDIA_BUCKET, key: `${lease.prefix}/source.mkv`, size: 900_000 };
    const strange = { ...copy, key: `${newVideo().videoKey}/1-1-1/source.mkv` };
    expect(await report(lease, 'complete', { result: { ...probed, source: strange } })).toBe(400);
    expect(await report(lease, 'complete', { result: { ...probed, source: copy } })).toBe(200);
    const kinds = ['video', 'audio', 'analyze'];
    const tasks = (await Promise.all(kinds.map((kind) => taskIds(videoKey, kind)))).flat();
    const sources = (await Promise.all(tasks.map((id) => claim(harness, id)))).map((claim) => claim?.spec);
    expect(sources.length).toBeGreaterThan(2);
    for (const spec of sources) expect(spec).toMatchObject({ source: copy });
  });

  test('must be of the kind that was claimed', async () => {
    const { lease } = await claimed('video');
    expect(await report(lease, 'complete', { result: { kind: 'finalize', mp4Bytes: 1 } })).toBe(400);
  });
});

describe('a failed task', () => {
  const failure = { code: 'storage_unavailable', retriable: true, detail: 'x' };

  test('is tried three times, later each time, and then its video fails with the reason', async () => {
    const { lease, videoKey } = await claimed('video');
    let current = lease;
    for (const wait of [5, 15]) {
      expect(await report(current, 'fail', failure)).toBe(200);
      const [row] = await harness.query<{ wait: number }>(
        `SELECT ROUND(TIMESTAMPDIFF(MICROSECOND, UTC_TIMESTAMP(6), availableAt) / 1000000) AS wait FROM tasks
         WHERE id = ? AND state = 'pending'`,
        [lease.taskId],
      );
      expect(Math.abs(Number(row!.wait) - wait)).toBeLessThanOrEqual(2);
      await harness.relay.drain();
      expect((await harness.queues.fast.counts()).delayed).toBeGreaterThan(0);
      current = (await claim(harness, lease.taskId))!;
    }
    expect(await report(current, 'fail', failure)).toBe(200);
    const [job] = await harness.query('SELECT state, failureCode FROM jobs WHERE videoKey = ?', [videoKey]);
    expect(job).toEqual({ state: 'failed', failureCode: 'storage_unavailable' });
    const states = await harness.query<{ state: string }>(
      'SELECT DISTINCT state FROM tasks WHERE videoKey = ? ORDER BY state',
      [videoKey],
    );
    expect(states.map(({ state }) => state)).toEqual(['done', 'cancelled', 'failed']);
  });

  test('that cannot be retried fails its video at once', async () => {
    const { lease, videoKey } = await claimed('probe');
    expect(await report(lease, 'fail', { code: 'not_media', retriable: false, detail: '' })).toBe(200);
    expect(await stateOf(harness, videoKey)).toBe('failed');
  });
});

describe('sound', () => {
  test('is reported while it is made, and survives the loss of its worker', async () => {
    const { lease } = await claimed('audio');
    const result = resultOf(lease, source);
    if (result.kind !== 'audio') throw new Error('not an audio task');
    const [all] = result.renditions;
    const first = { ...all!, segments: all!.segments.slice(0, 1) };
    expect(await report(lease, 'progress', { renditions: [first] })).toBe(200);
    expect(await rowOf(lease.taskId)).toMatchObject({ state: 'running', segmentsDone: 1 });
    expect(await report(lease, 'release')).toBe(200);
    const again = (await claim(harness, lease.taskId))!;
    expect(await report(again, 'complete', { result: resultOf(again, source) })).toBe(200);
    const outputs = JSON.stringify((await rowOf(lease.taskId)).outputs);
    expect(outputs).toContain(`${lease.prefix}/audio/0.m4s`);
    expect(outputs).not.toContain(`${again.prefix}/audio/0.m4s`);
    expect(outputs).toContain(`${again.prefix}/audio/2.m4s`);
  });

  test('is the only thing that is reported while it is made', async () => {
    const { lease } = await claimed('video');
    expect(await report(lease, 'progress', { renditions: [] })).toBe(400);
  });
});
