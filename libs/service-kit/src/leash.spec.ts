import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'matinee-leash-'));
const script = join(folder, 'child.mjs');
beforeAll(() => {
  // `until` is what the process is still busy with when its supervisor goes.
  writeFileSync(
    script,
    `const { onLeashLost } = await import(${JSON.stringify(join(import.meta.dirname, 'leash.ts'))});
     const [until] = process.argv.slice(2);
     setInterval(() => {}, 1000);
     if (until === 'too late') while (process.connected) await new Promise(setImmediate);
     onLeashLost(() => process.exit(7));
     console.log('listens');`,
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

let child: ChildProcess;
const start = (until: string, ipc: boolean) => {
  child = spawn(process.execPath, [script, until], {
    stdio: ['ignore', 'pipe', 'ignore', ...(ipc ? (['ipc'] as const) : [])],
  });
};
afterEach(() => child.kill('SIGKILL'));

describe('a process on a leash', () => {
  it('ends with its supervisor', async () => {
    start('', true);
    await once(child.stdout!, 'data');
    child.disconnect();
    expect(await once(child, 'exit')).toEqual([7, null]);
  });

  it('ends also when the supervisor went while it was still starting', async () => {
    start('too late', true);
    child.disconnect();
    expect(await once(child, 'exit')).toEqual([7, null]);
  });

  it('lives on its own where there is no leash', async () => {
    start('', false);
    await once(child.stdout!, 'data');
    expect(child.exitCode).toBeNull();
  });
});
