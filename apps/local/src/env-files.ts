import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessSpec } from './processes.ts';

/** What differs when a process of the service runs from its production image. Undefined leaves a variable out. */
export const inContainers: Record<string, string | undefined> = {
  NODE_ENV: 'production',
  DOCS: undefined, // the images have no such pages
  // Containers are started by Compose; there is no ECS to wake.
  ECS_ENDPOINT: undefined,
  WORKER_CLUSTER: undefined,
  WORKER_SERVICE_SPOT: undefined,
  WORKER_SERVICE_ON_DEMAND: undefined,
  WORKERS_MOST: undefined,
  WORKER_DIRECTORY: undefined,
  SANDBOX: undefined, // the image has all that `required` asks for
};

/** The environment of a process in its image, as the text of a file for `node --env-file`. */
export function envFileOf({ env }: Pick<ProcessSpec, 'env'>, overrides: Record<string, string> = {}): string {
  const variables = Object.entries({ ...env, ...inContainers, ...overrides });
  return variables
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}\n`)
    .join('');
}

/** Forgets the files of an earlier run, so that nobody starts with an environment that is not true any more. */
export function clearEnvFiles(folder: string): void {
  mkdirSync(folder, { recursive: true });
  rmSync(join(folder, 'ready'), { force: true });
}

/** Writes all files and, last, `ready`. They hold secrets of this machine alone, which the containers must read. */
export function writeEnvFiles(folder: string, files: Record<string, string>): void {
  for (const [name, text] of Object.entries({ ...files, ready: 'yes\n' })) {
    writeFileSync(join(folder, `.${name}`), text, { mode: 0o640 });
    renameSync(join(folder, `.${name}`), join(folder, name));
  }
}
