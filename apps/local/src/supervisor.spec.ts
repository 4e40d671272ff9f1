import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { supervise, type Supervised } from './supervisor.ts';

let folder: string;
let running: Supervised | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'matinee-supervisor-'));
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
  rmSync(folder, { recursive: true, force: true });
});

const alive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
const log = (name: string) => readFileSync(join(folder, 'logs', `${name}.log`), 'utf8');

function start(script: string, onCrash: (line: string) => void = () => {}) {
  writeFileSync(join(folder, 'child.mjs'), script);
  const spec = { name: 'child', script: join(folder, 'child.mjs'), env: { GREETING: 'hello' } };
  running = supervise(spec, { root: folder, logs: join(folder, 'logs'), onCrash });
  return running;
}

describe('supervise', () => {
  it('starts a process again when it stops by itself, and says so', async () => {
    const crashes: string[] = [];
    start('console.log(process.env.GREETING); process.exit(3);', (line) => crashes.push(line));
    await vi.waitFor(() => expect(crashes.length).toBeGreaterThan(1), { timeout: 10_000 });
    expect(crashes[0]).toContain('exit code 3');
    expect(log('child').match(/hello/g)!.length).toBeGreaterThan(1);
  });

  it('starts a killed process again', async () => {
    const child = start('setInterval(() => {}, 1000); console.log("up");');
    await vi.waitFor(() => expect(log('child')).toContain('up'), { timeout: 10_000 });
    const killed = child.pid()!;
    process.kill(killed, 'SIGKILL');
    await vi.waitFor(() => expect(child.pid()).not.toBe(killed), { timeout: 10_000 });
  });

  it('stops a process for good', async () => {
    const crashes: string[] = [];
    const child = start('setInterval(() => {}, 1000); console.log("up");', (line) => crashes.push(line));
    await vi.waitFor(() => expect(log('child')).toContain('up'), { timeout: 10_000 });
    const pid = child.pid()!;
    await child.stop();
    running = undefined;
    expect([alive(pid), crashes]).toEqual([false, []]);
  });

  it('leaves no process behind when it is killed itself', async () => {
    writeFileSync(
      join(folder, 'child.mjs'),
      'process.on("disconnect", () => process.exit(0)); setInterval(() => {}, 1000); console.log("up");',
    );
    const supervisor = join(import.meta.dirname, 'supervisor.ts');
    writeFileSync(
      join(folder, 'parent.mjs'),
      `import { supervise } from ${JSON.stringify(supervisor)};
       const spec = { name: 'child', script: 'child.mjs', env: {} };
       const child = supervise(spec, { root: '.', logs: 'logs', onCrash() {} });
       setInterval(() => child.pid() && process.stdout.write(child.pid() + '\\n'), 20);`,
    );
    const parent = spawn(process.execPath, ['parent.mjs'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [first] = await once(parent.stdout, 'data');
    const pid = Number(String(first).split('\n')[0]);
    await vi.waitFor(() => expect(log('child')).toContain('up'), { timeout: 10_000 });
    parent.kill('SIGKILL');
    await vi.waitFor(() => expect(alive(pid)).toBe(false), { timeout: 10_000 });
  });
});
