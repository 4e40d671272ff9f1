import { mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keepHeartbeatFile } from './heartbeat-file.ts';

const within = { timeout: 10_000 };
const longAgo = new Date('2020-01-01T00:00:00Z');
let directory: string;
let heartbeat: ReturnType<typeof keepHeartbeatFile>;
let silence = 0;
const silentFor = vi.fn(() => silence);
const warn = vi.fn();
const start = (inside = directory) => {
  heartbeat = keepHeartbeatFile({
    directory: inside,
    silentFor,
    everyMs: 10,
    log: { warn },
    facts: { sandbox: { limits: true } },
  });
};
const file = () => join(directory, 'alive');
const touchedAt = () => statSync(file(), { throwIfNoEntry: false })?.mtimeMs;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'matinee-alive-'));
  silence = 0;
  silentFor.mockClear();
  warn.mockClear();
});
afterEach(() => {
  heartbeat.stop();
  rmSync(directory, { recursive: true, force: true });
});

describe('the heartbeat file', () => {
  it('is there from the start and touched again and again', async () => {
    start();
    await vi.waitFor(() => expect(touchedAt()).toBeGreaterThan(longAgo.getTime()), within);
    utimesSync(file(), longAgo, longAgo);
    await vi.waitFor(() => expect(touchedAt()).toBeGreaterThan(longAgo.getTime()), within);
  });

  it('says how tools are confined, whatever the worker before had said', async () => {
    writeFileSync(file(), 'nothing of the kind');
    start();
    await vi.waitFor(() => expect(readFileSync(file(), 'utf8')).toBe('{"sandbox":{"limits":true}}'), within);
  });

  it('grows old when the consumer hangs', async () => {
    start();
    await vi.waitFor(() => expect(touchedAt()).toBeDefined(), within);
    silence = 600_000;
    const asked = silentFor.mock.calls.length;
    await vi.waitFor(() => expect(silentFor.mock.calls.length).toBeGreaterThan(asked + 1), within);
    utimesSync(file(), longAgo, longAgo);
    const again = silentFor.mock.calls.length;
    await vi.waitFor(() => expect(silentFor.mock.calls.length).toBeGreaterThan(again + 2), within);
    expect(touchedAt()).toBe(longAgo.getTime());
  });

  it('disturbs nothing where it cannot be written', async () => {
    start(join(directory, 'nowhere'));
    await vi.waitFor(() => expect(warn.mock.calls.length).toBeGreaterThan(1), within);
  });
});
