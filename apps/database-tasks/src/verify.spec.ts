import { randomUUID } from 'node:crypto';
import { newVideoKey, testCloud, testStore, type TestStore } from '@matinee/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { migrate } from './migrate.ts';
import { rotate } from './rotate.ts';
import { startTasks, type TasksHarness } from './testing.ts';
import { verify } from './verify.ts';
import { tablesOf } from './verify-tables.ts';

let tasks: TasksHarness;
let store: TestStore;
beforeAll(async () => {
  const { credentials } = testCloud();
  vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey);
  tasks = await startTasks();
  await migrate(tasks.task());
  store = testStore();
});
afterAll(async () => {
  vi.unstubAllEnvs();
  store.close();
  await tasks.stop();
});
beforeEach(() =>
  tasks.database.admin(
    'DELETE FROM catalog.videos; DELETE FROM catalog.media; DELETE FROM transcode.tasks; DELETE FROM transcode.jobs',
  ),
);

/** A video that can be watched: rows in both databases, and a master playlist unless told otherwise. */
async function readyVideo({ master = true, job = true } = {}) {
  const videoKey = newVideoKey();
  const ownerId = randomUUID();
  const masterKey = `${videoKey}/1/master.m3u8`;
  await tasks.database.admin(
    `INSERT INTO catalog.videos (videoKey, displayName, uploadTime, email, ownerId, description, visibility, fileName,
       status, masterKey) VALUES (?, 'Film', NOW(), 'a@b.c', ?, '', 'public', 'film.mp4', 'ready', ?)`,
    [videoKey, ownerId, masterKey],
  );
  if (job)
    await tasks.database.admin(
      `INSERT INTO transcode.jobs (videoKey, ownerId, state, deadline, updatedAt) VALUES (?, ?, 'ready', NOW(), NOW())`,
      [videoKey, ownerId],
    );
  if (master) await store.put(masterKey, '#EXTM3U');
  return { videoKey, ownerId };
}
const look = () => verify(tasks.task());

describe('verify', () => {
  it('finds nothing wrong where nothing is', async () => {
    await readyVideo();
    await readyVideo();
    const report = await look();
    expect(report).toMatchObject({
      ok: true,
      problems: [],
      databases: {
        catalog: {
          tables: { videos: { rows: 2, newest: expect.stringMatching(/^\d{4}-/) } },
          missingTables: [],
        },
        transcode: { tables: { jobs: { rows: 2 } } },
      },
      objects: { ready: 2, readyWithoutMaster: { count: 0 } },
    });
  });

  it('names videos that would not play', async () => {
    const { videoKey } = await readyVideo({ master: false });
    const report = await look();
    expect(report.ok).toBe(false);
    expect(report.objects?.readyWithoutMaster).toEqual({ count: 1, first: [videoKey] });
    expect(report.problems).toEqual(['1 ready videos have no master playlist in the bucket.']);
  });

  it('names ready videos without a job', async () => {
    const { videoKey } = await readyVideo({ job: false });
    expect((await look()).objects?.foreignRows.readyWithoutJob.first).toEqual([videoKey]);
  });

  it('tells of objects that are newer than the backup, which is no problem', async () => {
    const ownerId = randomUUID();
    const [known, unknown] = [newVideoKey(), newVideoKey()];
    await tasks.database.admin(
      `INSERT INTO transcode.jobs (videoKey, ownerId, deadline, updatedAt) VALUES (?, ?, NOW(), NOW())`,
      [known, ownerId],
    );
    const { buckets } = testCloud().resources;
    for (const videoKey of [known, unknown]) {
      await store.put(`${ownerId}/${videoKey}/source`, 'x', buckets.originals);
      await store.put(`${videoKey}/1/init.mp4`, 'x');
      await store.put(`${videoKey}/1/2.m4s`, 'x');
    }
    const { ok, objects } = await look();
    expect(ok).toBe(true);
    for (const found of [objects!.originalsWithoutRow, objects!.mediaWithoutRow]) {
      expect(found.first).toContain(unknown);
      expect(found.first).not.toContain(known);
      expect(found.count).toBe(found.first.length);
    }
    // Nothing was removed.
    expect(await store.keys(`${unknown}/`)).toHaveLength(2);
  });

  it('logs in as the user before, when the backup is from before a rotation', async () => {
    const before = await tasks.login('catalog');
    await rotate(tasks.task());
    const after = await tasks.login('catalog');
    await tasks.database.admin(`ALTER USER ${after.username}@'%' IDENTIFIED BY 'not yet'`);
    expect((await look()).databases.catalog?.user).toBe(before.username);
    await migrate(tasks.task());
  });

  it('says when a migration is missing, a table is, or nobody is let in', async () => {
    await tasks.database.admin('RENAME TABLE catalog.people TO catalog.persons');
    expect((await look()).problems).toEqual(['catalog: tables are missing: people.']);
    await tasks.database.admin('RENAME TABLE catalog.persons TO catalog.people');

    await tasks.database.admin('UPDATE catalog._prisma_migrations SET rolled_back_at = NOW()');
    expect((await look()).problems[0]).toMatch(/^catalog: migrations are not applied: \d+_/);
    await tasks.database.admin('UPDATE catalog._prisma_migrations SET rolled_back_at = NULL');

    await tasks.database.admin("DROP USER transcode_a@'%', transcode_b@'%'");
    expect((await look()).problems).toEqual(['transcode: no login of the secret works.']);
  });
});

it('the tables of migrations are those made and not dropped', () => {
  expect(tablesOf(['CREATE TABLE `a` (\n x INT);\nCREATE TABLE b (x INT);', 'DROP TABLE `a`;'])).toEqual([
    'b',
  ]);
});
