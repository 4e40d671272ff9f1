import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { findPrograms, type Programs } from './programs.ts';
import { createSandbox, niceness, type Run } from './sandbox.ts';

const path = '/usr/local/bin:/usr/bin:/bin';
const generous = {
  addressSpaceBytes: 8 * 1024 ** 3,
  cpuSeconds: 60,
  fileBytes: 1024 ** 2,
  wallSeconds: 30,
  stallSeconds: 20,
};
let programs: Programs;
let directory: string;

beforeAll(async () => {
  programs = await findPrograms(path);
  directory = await mkdtemp(join(tmpdir(), 'sandbox-spec-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** Runs a shell script in place of ffmpeg. */
async function script(text: string, request: Partial<Run> = {}) {
  const file = join(directory, `tool-${Math.random()}`);
  await writeFile(file, `#!/bin/sh\n${text}\n`);
  await chmod(file, 0o700);
  const signal = new AbortController().signal;
  const run = { tool: 'ffmpeg' as const, args: [], cwd: directory, limits: generous, signal, ...request };
  return createSandbox({ ...programs, ffmpeg: file })(run);
}
const isAlive = (pid: number) => {
  try {
    return execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' })[0] !== 'Z';
  } catch {
    return false;
  }
};

describe('a tool', () => {
  it('tells how it ended and its last words', async () => {
    expect(await script('echo sorry >&2; exit 3')).toMatchObject({
      exitCode: 3,
      signal: null,
      stderr: 'sorry',
    });
  });

  it('tells how far it is while it runs', async () => {
    const heard: object[] = [];
    await script(
      'printf "frame=3\\nout_time_us=100000\\n"; sleep 0.3; printf "frame=7\\nout_time_us=N/A\\n"',
      {
        onProgress: (position) => void heard.push(position),
      },
    );
    expect(heard.at(0)).toEqual({ frames: 3, seconds: 0.1 });
    expect(heard.at(-1)).toEqual({ frames: 7, seconds: 0.1 });
  });

  it('sees nothing of our environment, and works in its own directory', async () => {
    process.env.SECRET_OF_OURS = 'hush';
    const { stdout } = await script('env; pwd', { keepOutput: 10_000 });
    delete process.env.SECRET_OF_OURS;
    expect(stdout).not.toMatch(/SECRET|HOME|AWS/);
    expect(stdout).toContain(directory);
  });

  it.runIf(existsSync('/proc/self/autogroup'))('stands back behind other sessions too', async () => {
    const told = 'until grep "nice 15" /proc/self/autogroup; do sleep 0.05; done';
    expect((await script(told, { nice: niceness.background })).exitCode).toBe(0);
  });

  it('is bound by the limits', async () => {
    const { stdout } = await script('ulimit -a; exit 0', { keepOutput: 10_000 });
    expect(stdout).toMatch(/core.* 0\n/);
    expect(stdout).toMatch(/(nofiles|open files|file descriptors).* 256\n/);
    const fat = await script('head -c 3000000 /dev/zero > fat', {});
    expect(fat.exitCode).not.toBe(0);
    expect((await readFile(join(directory, 'fat'))).byteLength).toBe(generous.fileBytes);
  });

  it('ends with all it has started when the task is aborted', async () => {
    const abort = new AbortController();
    const ended = script('sleep 300 & echo $! > child; trap "" TERM; wait', { signal: abort.signal });
    const outcome = expect(ended).rejects.toThrow('enough');
    const pid = await vi.waitFor(
      async () => Number.parseInt(await readFile(join(directory, 'child'), 'utf8'), 10),
      {
        timeout: 10_000,
      },
    );
    expect(isAlive(pid)).toBe(true);
    abort.abort(new Error('enough'));
    await outcome;
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 10_000 });
  });

  it('is not started for a task that was aborted before', async () => {
    await expect(script('exit 0', { signal: AbortSignal.abort(new Error('gone')) })).rejects.toThrow('gone');
  });

  it('is ended when it hangs, also when it repeats the same progress', async () => {
    const limits = { ...generous, stallSeconds: 0.5 };
    const hung = await script('while true; do echo frame=7; sleep 0.1; done', { limits });
    expect(hung).toMatchObject({ stopped: 'stall', signal: 'SIGKILL' });
  });

  it('is ended by the wall clock, although it gets on', async () => {
    const limits = { ...generous, wallSeconds: 1 };
    const slow = await script('i=1; while true; do echo frame=$i; i=$((i+1)); sleep 0.05; done', { limits });
    expect(slow).toMatchObject({ stopped: 'wall', signal: 'SIGKILL' });
  });

  it('is ended when it says more than anybody wants to know', async () => {
    const flood = await script('yes', { keepOutput: 1000 });
    expect(flood.stopped).toBe('output');
    expect(flood.stdout.length).toBeLessThanOrEqual(1000);
  });

  it('has its words cut and cleaned for the log', async () => {
    const { stderr } = await script(
      String.raw`yes padding | head -n 2000 >&2; printf 'x\033[31m\r\007y\377' >&2`,
    );
    expect(stderr.length).toBeLessThanOrEqual(2000);
    expect(stderr).toMatch(/x\?\[31m\?\?y.?$/);
  });

  it('dies with the worker, even when that one is killed', async () => {
    const pidFile = join(directory, 'orphan');
    const tool = join(directory, 'long-tool');
    await writeFile(tool, `#!/bin/sh\necho $$ > ${pidFile}\nexec sleep 300\n`);
    await chmod(tool, 0o700);
    const request = { tool: 'ffmpeg', args: [], cwd: directory, limits: generous };
    const code = `
      import { createSandbox } from ${JSON.stringify(new URL('./sandbox.ts', import.meta.url).href)};
      await createSandbox(${JSON.stringify({ ...programs, ffmpeg: tool })})({ ...${JSON.stringify(request)}, signal: new AbortController().signal });`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: 'ignore' });
    const pid = await vi.waitFor(
      async () => {
        const read = Number.parseInt(await readFile(pidFile, 'utf8'), 10);
        expect(read).toBeGreaterThan(1);
        return read;
      },
      { timeout: 20_000 },
    );
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 10_000 });
  });
});

describe('findPrograms', () => {
  it('says what is missing', async () => {
    await expect(findPrograms('/nowhere')).rejects.toThrow('ffmpeg is not installed');
  });
});
