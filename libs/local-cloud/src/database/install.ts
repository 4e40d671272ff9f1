import { existsSync, renameSync, rmSync } from 'node:fs';
import { run } from './run.ts';

/** mariadbd refuses to run as root unless it is told so by name (containers, CI). */
export const asUser = (): string[] => (process.getuid?.() === 0 ? ['--user=root'] : []);

/**
 * Makes the system tables under `datadir` once (about a second).
 * They are built beside it and renamed, so a run killed half-way leaves nothing that looks installed.
 */
export async function installOnce(datadir: string): Promise<void> {
  if (existsSync(datadir)) return;
  const building = `${datadir}.building`;
  rmSync(building, { recursive: true, force: true });
  await run('mariadb-install-db', [
    '--no-defaults',
    `--datadir=${building}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
    '--skip-name-resolve',
    ...asUser(),
  ]);
  renameSync(building, datadir);
}
