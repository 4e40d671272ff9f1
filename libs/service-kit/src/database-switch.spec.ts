import { expect, it, vi } from 'vitest';
import { rotatingAdapter, type DatabaseAdapter, type RotationOptions } from './database-rotation.ts';

const statement = { sql: 'INSERT', args: [], argTypes: [] };
const within = { timeout: 10_000 };
/** An error as the driver adapter throws it. */
const failure = (originalCode: string) => Object.assign(new Error('driver'), { cause: { originalCode } });

/** Connections on paper: the statement on the first one ends when the spec says so. */
function start() {
  let version = 'one';
  const first = Promise.withResolvers<number>();
  const connections = {
    one: { executeRaw: vi.fn(() => first.promise), dispose: vi.fn(async () => {}) },
    two: { executeRaw: vi.fn(async () => 2), dispose: vi.fn(async () => {}) },
  };
  const open = vi.fn<RotationOptions['open']>(
    async ({ username }) => connections[username as 'one' | 'two'] as unknown as DatabaseAdapter,
  );
  const silent = { info() {}, warn() {}, error() {} };
  const factory = rotatingAdapter({
    read: async () => ({ username: version, password: 'p', versionId: version }),
    ...{ open, everyMs: 5, log: silent },
  });
  return { factory, connections, first, open, rotate: () => (version = 'two') };
}

it.each([
  ['is sent again when it never had a connection', '45028', 1],
  ['is not sent again when it may have run', '2013', 0],
])('a statement that fails on connections just replaced %s', async (_title, code, sent) => {
  const { factory, connections, first, rotate } = start();
  const adapter = await factory.connect();
  const statementDone = adapter.executeRaw(statement).catch((error: unknown) => error);
  rotate();
  await vi.waitFor(() => expect(connections.one.dispose).toHaveBeenCalled(), within);
  first.reject(failure(code));
  expect(await statementDone).toEqual(sent ? 2 : failure(code));
  expect(connections.two.executeRaw).toHaveBeenCalledTimes(sent);
  await adapter.dispose();
});

it('connections that are ready only after the end are closed', async () => {
  const { factory, connections, open, rotate } = start();
  const adapter = await factory.connect();
  const ready = Promise.withResolvers<DatabaseAdapter>();
  open.mockReturnValue(ready.promise);
  rotate();
  await vi.waitFor(() => expect(open).toHaveBeenCalledTimes(2), within);
  await adapter.dispose();
  ready.resolve(connections.two as unknown as DatabaseAdapter);
  await vi.waitFor(() => expect(connections.two.dispose).toHaveBeenCalled(), within);
});
