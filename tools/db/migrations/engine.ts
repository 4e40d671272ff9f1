import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Milliseconds. Long enough to download the engine once (20 MB). */
const probeTimeout = 90_000;

/** True when the output of `prisma version` names a real engine: its build is a commit id. */
export const namesEngine = (output: string): boolean => /schema-engine-cli [0-9a-f]{40}/.test(output);

/** Can Prisma's native schema engine be had here? It is looked for, and downloaded if that works. */
export async function hasEngine(): Promise<boolean> {
  try {
    const { stdout } = await run('npx', ['prisma', 'version'], { timeout: probeTimeout });
    return namesEngine(stdout);
  } catch {
    return false;
  }
}

/** `prisma migrate deploy` in a service's folder. @throws Error with Prisma's own words. */
export async function prismaDeploy(url: string, service: string): Promise<string> {
  const { stdout } = await run('npx', ['prisma', 'migrate', 'deploy'], {
    cwd: service,
    env: { ...process.env, DATABASE_URL: url },
  });
  return stdout;
}
