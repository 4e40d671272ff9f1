import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { confine, type Confinement } from './confinement.ts';
import { findPrograms } from './programs.ts';

const run = promisify(execFile);
const captive = fileURLToPath(new URL('./spec-captive.ts', import.meta.url));
/** The user of the images. Root reads everything, so nothing would be proven by it. */
const SOMEBODY = '10001';
const asSomebody =
  process.getuid?.() === 0 ? ['setpriv', '--reuid', SOMEBODY, '--regid', SOMEBODY, '--clear-groups'] : [];
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'confinement-spec-'));
  await chmod(directory, 0o777);
});
afterAll(() => rm(directory, { recursive: true, force: true }));

interface Report {
  confinement: Confinement;
  said: { sandbox?: Confinement; open?: string[]; reason?: string }[];
  results: Record<string, string>;
  lured: number;
  wrote: boolean;
  /** Children of a fork bomb. */
  born: number;
}

/** Lets a program that wants out run in the sandbox of a worker that is nobody special. */
async function tryToEscape(node = process.execPath, ...more: string[]): Promise<Report> {
  const line = [...asSomebody, 'env', '-i', 'SECRET_OF_WORKER=hush', 'PATH=/usr/bin:/bin'];
  const [command, ...args] = [...line, node, captive, directory, ...more];
  return JSON.parse((await run(command!, args)).stdout);
}

describe('a program that wants out', () => {
  it('reaches its source and its own directory, and nothing that the system lets us take away', async () => {
    const report = await tryToEscape();
    const { confinement, results } = report;
    const allowed = (held: boolean) => (held ? 'no' : expect.stringMatching(/yes|no/));
    expect(report.said).toEqual([expect.objectContaining({ sandbox: confinement })]);
    expect(confinement).toMatchObject({ limits: true, privileges: true });
    expect(results).toMatchObject({
      source: 'yes',
      'own-directory': 'yes',
      'write-system': 'no',
      environment: allowed(confinement.secrets),
      memory: allowed(confinement.secrets),
      'open-files': allowed(confinement.secrets),
      'other-task': allowed(confinement.files),
      'other-task-upwards': allowed(confinement.files),
      passwords: allowed(confinement.files),
      'write-outside': allowed(confinement.files),
      signal: allowed(confinement.processes),
      out: allowed(confinement.network),
      mount: 'no',
    });
    expect(report.wrote).toBe(true);
    if (confinement.network) expect(report.lured).toBe(0);
    expect(report.born).toBeLessThan(60);
    // On a machine without namespaces for everybody, the worker says which doors are open.
    if (!confinement.files) expect(report.said[0]?.open).toContain('files');
    expect((await readdir(directory)).filter((name) => name.endsWith('-root'))).toEqual([]);
  });

  it('cannot read a worker whose program nobody may read, with no namespace at all', async () => {
    const node = join(directory, 'node');
    await copyFile(process.execPath, node);
    await chmod(node, 0o111);
    const report = await tryToEscape(node, 'without-cell');
    expect(report.confinement).toMatchObject({ secrets: true, network: false });
    expect(report.results).toMatchObject({
      source: 'yes',
      environment: 'no',
      memory: 'no',
      'open-files': 'no',
    });
  });
});

describe('a worker that cannot confine its tools', () => {
  const log = { info: () => undefined, warn: () => undefined };
  it.each(['prlimit', 'setpriv'])('does not start without %s, unless that was allowed', async (name) => {
    const programs = { ...(await findPrograms('/usr/local/bin:/usr/bin:/bin')), [name]: undefined };
    await expect(confine({ programs, directory, mode: 'required', log })).rejects.toThrow(
      `${name} is not in TOOLS_PATH, and SANDBOX=required`,
    );
    const { cell, confinement } = await confine({ programs, directory, mode: 'best-effort', log });
    expect(Object.values(confinement)).toContain(false);
    await cell?.close();
  });
});
