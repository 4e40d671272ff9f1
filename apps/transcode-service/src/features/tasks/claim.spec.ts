import { randomBytes, randomUUID } from 'node:crypto';
import { mariaAdapter } from '@matinee/service-kit/database';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createDatabase } from '../../database.ts';
import { newVideo, startHarness, uploadedEvent, type Harness, type Video } from '../../testing/harness.ts';
import { claimBest, complete, ffprobe, post, resultOf } from '../../testing/scripted-worker.ts';
import type { Claim } from '../../work/contract.ts';
import { createClaimRepository } from './claim-repository.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.stop());
afterEach(async () => {
  for (const table of ['tasks', 'jobs', 'shares', 'waiting_owners'])
    await harness.query(`DELETE FROM ${table}`);
});

const source = (seconds: number) => ({
  ffprobe: ffprobe({ seconds, audio: false }),
  frames: seconds * 30,
  audioSeconds: 0,
});
const upload = async (ownerId: Video['ownerId'] = randomUUID()): Promise<Video> => {
  const video = { ...newVideo(), ownerId };
  await harness.deliver(uploadedEvent({ bucket: harness.config.ORIGINALS_BUCKET, video }));
  return video;
};
const done = async (claim: Claim, seconds: number) =>
  expect(await complete(harness, claim, resultOf(claim, source(seconds)))).toBe(200);
/** Works off everything, one task at a time; the videos in the order of their tasks. */
async function workOff(secondsOf: (videoKey: string) => number): Promise<string[]> {
  const order: string[] = [];
  for (let claim = await claimBest(harness); claim; claim = await claimBest(harness)) {
    order.push(claim.videoKey);
    await done(claim, secondsOf(claim.videoKey));
  }
  return order;
}

const spec = JSON.stringify({ kind: 'probe', source: { bucket: 'originals', key: 'source', size: 1 } });
/** Waiting tasks made by hand: `owners` people with `each` of them. */
async function waiting(owners: number, each: number, more: { priority?: number } = {}): Promise<string[]> {
  const people = Array.from({ length: owners }, () => randomUUID());
  for (const [i, ownerId] of people.entries()) {
    const rows = Array.from({ length: each }, () => [
      ...[randomUUID(), randomBytes(12).toString('hex'), 1, 'probe', 'fast', spec, 1],
      ...[ownerId, more.priority ?? 0, i],
    ]);
    await harness.query(
      `INSERT INTO tasks (id, videoKey, generation, kind, lane, spec, weight, ownerId, priority, turn, availableAt)
       VALUES ${rows.map(() => '(?, ?, ?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6) + INTERVAL ? SECOND, UTC_TIMESTAMP(6))').join()}`,
      rows.flat(),
    );
  }
  await harness.query(
    `INSERT INTO waiting_owners (ownerId, priority, turn, notBefore)
     SELECT ownerId, priority, MIN(turn), MIN(availableAt) FROM tasks WHERE state = 'pending' GROUP BY ownerId, priority
     ON DUPLICATE KEY UPDATE turn = VALUES(turn)`,
  );
  return people;
}
const ownerOf = async (claim: Claim | undefined) =>
  (await harness.query<{ ownerId: string }>('SELECT ownerId FROM tasks WHERE id = ?', [claim?.taskId]))[0]
    ?.ownerId;
/** A process of its own, with one connection, so that what it reads can be counted. */
function anotherServer() {
  const db = createDatabase(mariaAdapter(harness.config.DATABASE_URL!, { connectionLimit: 1 }));
  const reads = async () => {
    const rows = await db.$queryRaw<{ Value: string }[]>`SHOW SESSION STATUS LIKE 'Handler_read%'`;
    return rows.reduce((sum, { Value }) => sum + Number(Value), 0);
  };
  return { ...createClaimRepository(db), reads, close: () => db.$disconnect() };
}

test('a claim says whether any other task waits', async () => {
  await waiting(2, 1);
  expect(await claimBest(harness)).toMatchObject({ alone: false });
  expect(await claimBest(harness)).toMatchObject({ alone: true });
});

describe('turns', () => {
  test('one person’s fifteen uploads hold up another’s two by a few tasks', async () => {
    const many = randomUUID();
    const theirs: Video[] = [];
    for (let i = 0; i < 15; i += 1) theirs.push(await upload(many));
    const other = [await upload(), await upload()];
    const order = await workOff(() => 3);
    expect(order.length).toBe(17 * 3);
    const last = Math.max(...other.map(({ videoKey }) => order.lastIndexOf(videoKey)));
    expect(last).toBeLessThan(20);
    // And the many keep their order.
    const firsts = theirs.map(({ videoKey }) => order.indexOf(videoKey));
    expect(firsts).toEqual(firsts.toSorted((a, b) => a - b));
  });

  test('a short video is done while its owner’s film is under way, whichever came first', async () => {
    const owner = randomUUID();
    const film = await upload(owner);
    const probe = (await claimBest(harness))!;
    await done(probe, 1200);
    for (let i = 0; i < 5; i += 1) await done((await claimBest(harness))!, 1200);
    const short = await upload(owner);
    const order = await workOff((videoKey) => (videoKey === film.videoKey ? 1200 : 90));
    expect(order.lastIndexOf(short.videoKey)).toBeLessThan(order.length / 2);
    expect(order.lastIndexOf(short.videoKey)).toBeLessThan(order.indexOf(film.videoKey) + 12);
  });

  test('a film is made from its beginning', async () => {
    await upload();
    await done((await claimBest(harness))!, 1200);
    const starts: number[] = [];
    for (let claim = await claimBest(harness); claim; claim = await claimBest(harness)) {
      if (claim.spec.kind === 'video') starts.push(claim.spec.firstSegment);
      await done(claim, 1200);
    }
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
    expect(starts.length).toBeGreaterThan(10);
  });

  test('with several workers the owner with the fewest tasks in work is next', async () => {
    const [first, second, third] = await waiting(3, 10);
    const owners: (string | undefined)[] = [];
    for (let i = 0; i < 6; i += 1) owners.push(await ownerOf(await claimBest(harness)));
    expect(owners.slice(0, 3).sort()).toEqual([first, second, third].sort());
    expect(owners.slice(3).sort()).toEqual([first, second, third].sort());
  });

  test('what may be done later waits for everything else, and bulk for what somebody waits for', async () => {
    const [later] = await waiting(1, 1, { priority: 2 });
    const [bulk] = await waiting(1, 1, { priority: 1 });
    const [fast] = await waiting(1, 1, { priority: 0 });
    const owners = [];
    for (let i = 0; i < 3; i += 1) owners.push(await ownerOf(await claimBest(harness)));
    expect(owners).toEqual([fast, bulk, later]);
    expect(await claimBest(harness)).toBeUndefined();
  });
});

describe('the share of an owner', () => {
  test('that was used up puts them behind everybody else, until it has faded', async () => {
    const [greedy, modest] = await waiting(2, 3);
    await harness.query(
      'INSERT INTO shares (ownerId, seconds, at, busyUntil) VALUES (?, 3000, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))',
      [greedy],
    );
    const next = async () => ownerOf(await claimBest(harness));
    expect([await next(), await next()]).toEqual([modest, modest]);
    await harness.query('UPDATE shares SET at = at - INTERVAL 1 HOUR WHERE ownerId = ?', [greedy]);
    expect(await next()).toBe(greedy);
  });

  test('shrinks by the seconds of every claim, however it ends', async () => {
    const { ownerId } = await upload();
    const spent = async () =>
      Number(
        (
          await harness.query<{ s: number }>('SELECT seconds AS s FROM shares WHERE ownerId = ?', [ownerId])
        )[0]!.s,
      );
    const worked = (seconds: number) =>
      harness.query(`UPDATE tasks SET startedAt = startedAt - INTERVAL ? SECOND WHERE state = 'running'`, [
        seconds,
      ]);
    const lease = (await claimBest(harness))!;
    await worked(100);
    await post(harness, lease.taskId, 'release', { leaseToken: lease.leaseToken });
    expect(await spent()).toBeGreaterThanOrEqual(100);
    await claimBest(harness);
    await worked(200);
    await harness.query(`UPDATE tasks SET leaseUntil = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND`);
    await harness.sweeper.sweep();
    expect(await spent()).toBeGreaterThanOrEqual(299);
    await done((await claimBest(harness))!, 3);
    const running = (await claimBest(harness))!;
    await worked(50);
    await post(harness, running.taskId, 'fail', {
      ...{ leaseToken: running.leaseToken, code: 'internal', retriable: false, detail: '' },
    });
    expect(await spent()).toBeGreaterThanOrEqual(348);
    expect(await spent()).toBeLessThan(400);
  });
});

describe('a task that is to be tried again later', () => {
  test('is not handed out before, and found when it is time', async () => {
    await upload();
    const lease = (await claimBest(harness))!;
    const failure = { leaseToken: lease.leaseToken, code: 'internal', retriable: true, detail: '' };
    await post(harness, lease.taskId, 'fail', failure);
    expect(await claimBest(harness, lease.taskId)).toBeUndefined();
    // Its hint now says when; time passes for both.
    for (const change of ['tasks SET availableAt', 'waiting_owners SET notBefore'])
      await harness.query(`UPDATE ${change} = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND`);
    expect(await claimBest(harness)).toMatchObject({ taskId: lease.taskId, attempt: 2 });
  });

  test('does not hide others of the same owner', async () => {
    const { ownerId } = await upload();
    const lease = (await claimBest(harness))!;
    const failure = { leaseToken: lease.leaseToken, code: 'internal', retriable: true, detail: '' };
    await post(harness, lease.taskId, 'fail', failure);
    expect(await claimBest(harness)).toBeUndefined();
    const { videoKey } = await upload(ownerId);
    expect(await claimBest(harness)).toMatchObject({ videoKey });
  });
});

describe('many claimants', () => {
  test('of two servers get every task once', async () => {
    await waiting(10, 6);
    const servers = [anotherServer(), anotherServer()];
    const claims = await Promise.all(
      Array.from({ length: 80 }, (_, i) => servers[i % 2]!.claim('worker', 30)),
    );
    const ids = claims.flatMap((claim) => (claim ? [claim.id] : []));
    expect(new Set(ids).size).toBe(60);
    expect(ids).toHaveLength(60);
    for (const server of servers) await server.close();
  });

  test('find tasks whose hint was lost', async () => {
    await waiting(2, 2);
    await harness.query('DELETE FROM waiting_owners');
    for (let i = 0; i < 4; i += 1) expect(await claimBest(harness)).toBeDefined();
    expect(await claimBest(harness)).toBeUndefined();
  });
});

test('a claim reads as few rows with six thousand waiting tasks as with sixty', async () => {
  const server = anotherServer();
  const cost = async () => {
    await server.claim('worker', 30);
    const before = await server.reads();
    await server.claim('worker', 30);
    expect(await server.anyWaits()).toBe(true);
    return (await server.reads()) - before;
  };
  await waiting(20, 3);
  const few = await cost();
  await waiting(300, 20);
  expect(await cost()).toBeLessThan(few + 20);
  await server.close();
});
