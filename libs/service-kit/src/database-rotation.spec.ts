import { inspect } from 'node:util';
import { privateMariaDb, privateSecrets, type PrivateMariaDb, type PrivateSecrets } from '@matinee/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { databaseAdapter } from './database.ts';
import type { DatabaseConfig } from './database-config.ts';
import type { DatabaseAdapter } from './database-rotation.ts';

type Write = (context: object, message: string) => void;

const secretId = 'matinee/database/spec';
let server: PrivateMariaDb;
let secrets: PrivateSecrets;
let open: DatabaseAdapter[] = [];
const newLog = () => ({ info: vi.fn<Write>(), warn: vi.fn<Write>(), error: vi.fn<Write>() });
let log: ReturnType<typeof newLog>;

beforeAll(async () => {
  [server, secrets] = await Promise.all([privateMariaDb(), privateSecrets()]);
  await server.admin('CREATE DATABASE spec; CREATE TABLE spec.notes (text VARCHAR(50))');
  for (const user of ['spec_a', 'spec_b'])
    await server.admin(`CREATE USER ${user}@'%'; GRANT ALL ON spec.* TO ${user}@'%'`);
});
afterAll(() => Promise.all([server.stop(), secrets.stop()]));
beforeEach(() => {
  log = newLog();
});
afterEach(async () => {
  await Promise.all(open.map((adapter) => adapter.dispose()));
  open = [];
  await server.admin('DELETE FROM spec.notes');
});

let passwords = 0;
/** Sets a new password on the server, and in the secret too unless told otherwise. */
async function rotateTo(user: 'spec_a' | 'spec_b', { told = true } = {}) {
  const password = `password-${passwords++}`;
  await server.admin(`ALTER USER ${user}@'%' IDENTIFIED BY '${password}'`);
  if (told) secrets.set(secretId, { username: user, password });
}

function factory(changes: Partial<DatabaseConfig> = {}) {
  const config = {
    AWS_REGION: secrets.region,
    DATABASE_SECRET_ID: secretId,
    DATABASE_HOST: server.host,
    DATABASE_PORT: server.port,
    DATABASE_NAME: 'spec',
    DATABASE_TLS: 'off' as const,
    DATABASE_CONNECTIONS: 3,
    DATABASE_SECRET_SECONDS: 86_400,
    SECRETS_ENDPOINT: secrets.endpoint,
    ...changes,
  };
  return databaseAdapter(config, log, { credentials: secrets.credentials });
}
async function connected(changes: Partial<DatabaseConfig> = {}) {
  const adapter = await factory(changes).connect();
  open.push(adapter);
  return adapter;
}

const statement = (sql: string) => ({ sql, args: [], argTypes: [] });
const whoAmI = async (adapter: Pick<DatabaseAdapter, 'queryRaw'>) =>
  String((await adapter.queryRaw(statement('SELECT CURRENT_USER()'))).rows[0]?.[0]).replace(/@.*/, '');
const connectionsOf = async (user: string) =>
  (await server.admin('SELECT id FROM information_schema.processlist WHERE user = ?', [user])).length;

describe('a new version of the secret', () => {
  it('is found by looking now and then, and the old connections end', async () => {
    await rotateTo('spec_a');
    const adapter = await connected({ DATABASE_SECRET_SECONDS: 0.05 });
    expect(await whoAmI(adapter)).toBe('spec_a');
    await rotateTo('spec_b');
    await vi.waitFor(async () => expect(await whoAmI(adapter)).toBe('spec_b'), { timeout: 10_000 });
    await vi.waitFor(async () => expect(await connectionsOf('spec_a')).toBe(0), { timeout: 10_000 });
  });

  it('is looked for at once when the server denies access, and nobody notices', async () => {
    await rotateTo('spec_a');
    const adapter = await connected();
    await whoAmI(adapter);
    // Both users change: none of the passwords that the adapter has ever seen is valid any more.
    await rotateTo('spec_a', { told: false });
    await rotateTo('spec_b');
    await server.admin('KILL USER spec_a');
    await vi.waitFor(async () => expect(await connectionsOf('spec_a')).toBe(0), { timeout: 10_000 });
    const users = await Promise.all(Array.from({ length: 20 }, () => whoAmI(adapter)));
    expect(new Set(users)).toEqual(new Set(['spec_b']));
  });

  it('is looked for at once also when the clock has jumped back', async () => {
    await rotateTo('spec_a');
    const adapter = await connected();
    await whoAmI(adapter);
    const now = Date.now;
    const clock = vi.spyOn(Date, 'now').mockImplementation(() => now() - 3_600_000);
    await rotateTo('spec_a', { told: false });
    await rotateTo('spec_b');
    await server.admin('KILL USER spec_a');
    await vi.waitFor(async () => expect(await connectionsOf('spec_a')).toBe(0), { timeout: 10_000 });
    await expect(whoAmI(adapter)).resolves.toBe('spec_b');
    clock.mockRestore();
  });

  it('lets a transaction end where it began', async () => {
    await rotateTo('spec_a');
    const adapter = await connected({ DATABASE_SECRET_SECONDS: 0.05 });
    const transaction = await adapter.startTransaction('READ COMMITTED');
    await transaction.executeRaw(statement("INSERT INTO notes VALUES ('before')"));
    await rotateTo('spec_b');
    await vi.waitFor(async () => expect(await whoAmI(adapter)).toBe('spec_b'), { timeout: 10_000 });
    expect(await whoAmI(transaction)).toBe('spec_a');
    await transaction.executeRaw(statement("INSERT INTO notes VALUES ('after')"));
    await transaction.commit();
    expect(await server.admin('SELECT text FROM spec.notes')).toEqual([
      { text: 'before' },
      { text: 'after' },
    ]);
    await vi.waitFor(async () => expect(await connectionsOf('spec_a')).toBe(0), { timeout: 10_000 });
  });

  it('is not taken when it cannot log in', async () => {
    await rotateTo('spec_a');
    const adapter = await connected({ DATABASE_SECRET_SECONDS: 0.05 });
    secrets.set(secretId, { username: 'spec_b', password: 'wrong' });
    await vi.waitFor(() => expect(log.warn).toHaveBeenCalled(), { timeout: 10_000 });
    expect(await whoAmI(adapter)).toBe('spec_a');
  });

  it('costs no query, however often it comes', async () => {
    await rotateTo('spec_a');
    const adapter = await connected({ DATABASE_SECRET_SECONDS: 0.02, DATABASE_CONNECTIONS: 2 });
    const failures: unknown[] = [];
    const users: string[] = [];
    let streaming = true;
    const stream = async () => {
      while (streaming)
        await whoAmI(adapter).then(
          (user) => users.push(user),
          (error) => failures.push(error),
        );
    };
    const streams = Promise.all(Array.from({ length: 8 }, stream));
    for (let turn = 0; turn < 6; turn++) {
      const user = turn % 2 ? ('spec_a' as const) : ('spec_b' as const);
      await rotateTo(user);
      await vi.waitFor(() => expect(users.at(-1)).toBe(user), { timeout: 10_000 });
    }
    streaming = false;
    await streams;
    expect(failures).toEqual([]);
  });
});

describe('while Secrets Manager is away', () => {
  afterEach(() => secrets.back());

  it('the credentials at hand go on', async () => {
    await rotateTo('spec_a');
    const adapter = await connected({ DATABASE_SECRET_SECONDS: 0.05 });
    await secrets.away();
    await vi.waitFor(() => expect(log.warn).toHaveBeenCalled(), { timeout: 10_000 });
    expect(await whoAmI(adapter)).toBe('spec_a');
  });
});

it('a start without Secrets Manager waits, says so, and works once it is there', async () => {
  await rotateTo('spec_a');
  await secrets.away();
  const late = factory();
  await expect(late.connect()).rejects.toMatchObject({ name: 'ServiceUnavailable' });
  expect(log.error).toHaveBeenCalledWith(expect.anything(), expect.stringContaining('waits for them'));
  await secrets.back();
  const adapter = await vi.waitFor(() => late.connect(), { timeout: 20_000 });
  open.push(adapter);
  expect(await whoAmI(adapter)).toBe('spec_a');
});

it('no log line holds a password', async () => {
  await rotateTo('spec_a');
  secrets.set(secretId, { username: 'spec_a', password: 'plain-secret-text', more: 1 });
  const adapter = await factory().connect();
  open.push(adapter);
  await expect(whoAmI(adapter)).rejects.toThrow();
  // As text with every field: JSON would leave out the messages of errors.
  const lines = inspect(
    [log.info, log.warn, log.error].flatMap(({ mock }) => mock.calls),
    { depth: 9 },
  );
  expect(lines).toContain('database credentials taken');
  expect(lines).not.toContain('plain-secret-text');
});
