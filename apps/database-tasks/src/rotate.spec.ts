import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { migrate } from './migrate.ts';
import { rotate } from './rotate.ts';
import { startTasks, type TasksHarness } from './testing.ts';

let tasks: TasksHarness;
beforeAll(async () => {
  tasks = await startTasks();
  await migrate(tasks.task());
});
afterAll(() => tasks.stop());

it('gives the other user, and leaves the one before until the next time', async () => {
  const first = await tasks.login('catalog');
  await rotate(tasks.task());
  const second = await tasks.login('catalog');
  expect([first.username, second.username]).toEqual(['catalog_a', 'catalog_b']);
  await tasks.as('catalog', 'SELECT COUNT(*) FROM videos', first);
  await tasks.as('catalog', 'SELECT COUNT(*) FROM videos', second);
  await rotate(tasks.task());
  const third = await tasks.login('catalog');
  expect(third.username).toBe('catalog_a');
  await expect(tasks.as('catalog', 'SELECT 1', first)).rejects.toThrow(/denied/);
  await tasks.as('catalog', 'SELECT 1', second);
  expect(new Set([first, second, third].map(({ password }) => password)).size).toBe(3);
  expect(tasks.lines.join('\n')).not.toContain(third.password);
});

it.each(['before', 'after'])('an end %s the secret is written leaves a login that works', async (moment) => {
  const before = await tasks.login('catalog');
  const task = tasks.task();
  const write: typeof task.secrets.write = async (...words) => {
    if (moment === 'after') await task.secrets.write(...words);
    throw new Error('killed here');
  };
  await expect(rotate({ ...task, secrets: { ...task.secrets, write } })).rejects.toThrow('killed here');
  await tasks.as('catalog', 'SELECT 1');
  await tasks.as('catalog', 'SELECT 1', before);
  await rotate(tasks.task());
  await tasks.as('catalog', 'SELECT 1');
});

it('repeated soon, changes nothing, so that a retry takes no user away that is still in use', async () => {
  const before = await tasks.login('transcode');
  await rotate(tasks.task({ ROTATE_AFTER_MINUTES: 30 }));
  expect(await tasks.login('transcode')).toEqual(before);
  expect(tasks.lines.at(-1)).toMatch(/transcode_. is 0\.\d minutes old and stays/);
});

it('rotates by a clock that is hours behind, instead of calling an old user young', async () => {
  const before = await tasks.login('transcode');
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 2 * 3600_000 });
  try {
    await rotate(tasks.task({ ROTATE_AFTER_MINUTES: 30 }));
  } finally {
    vi.useRealTimers();
  }
  expect((await tasks.login('transcode')).username).not.toBe(before.username);
});

it('writes no login that lacks what a service needs', async () => {
  const before = await tasks.login('catalog');
  const task = tasks.task();
  const connect: typeof task.server.connect = async (login, database) => {
    if (database === 'catalog')
      await tasks.database.admin(`REVOKE DELETE ON catalog.* FROM ${login.username}@'%'`);
    return task.server.connect(login, database);
  };
  const server = { ...task.server, connect };
  await expect(rotate({ ...task, server })).rejects.toThrow('The user of catalog lacks DELETE.');
  expect(await tasks.login('catalog')).toEqual(before);
});

it('writes no login that may use another database', async () => {
  const before = await tasks.login('catalog');
  for (const user of ['catalog_a', 'catalog_b'])
    await tasks.database.admin(`GRANT SELECT ON transcode.* TO ${user}@'%'`);
  await expect(rotate(tasks.task())).rejects.toThrow('The user of catalog may also use transcode.');
  expect(await tasks.login('catalog')).toEqual(before);
  for (const user of ['catalog_a', 'catalog_b'])
    await tasks.database.admin(`REVOKE SELECT ON transcode.* FROM ${user}@'%'`);
});

it.each([
  ['rotation', rotate],
  ['migration', migrate],
])('a %s waits for the task that is at work', async (_title, command) => {
  const { server } = tasks.task();
  const other = await server.connect({ username: 'master', password: 'master-password' });
  await other.query("SELECT GET_LOCK('matinee_database', 0)");
  const before = await tasks.login('catalog');
  let done = false;
  const waiting = command(tasks.task()).then(() => (done = true));
  await vi.waitFor(
    async () =>
      expect(
        await tasks.database.admin("SELECT 1 FROM information_schema.processlist WHERE state = 'User lock'"),
      ).toHaveLength(1),
    { timeout: 10_000 },
  );
  expect([done, await tasks.login('catalog')]).toEqual([false, before]);
  await other.end();
  await waiting;
  await tasks.as('catalog', 'SELECT 1');
  await tasks.as('transcode', 'SELECT 1');
});
