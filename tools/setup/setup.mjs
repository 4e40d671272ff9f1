// Everything a fresh machine needs before the project's own code can run. Plain JavaScript for any Node from 20 on;
// what comes after it runs on the Node 24 that npm installed.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureDependencies } from './dependencies.mjs';
import { ensurePackages } from './packages.mjs';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
/** The Node that every part of the project runs on. */
export const node = join(root, 'node_modules/.bin/node');

export const say = (text) => console.log(`› ${text}`);

/** An environment whose PATH leads to the project's own Node and tools first. */
export const environment = (extra = {}) => ({
  ...process.env,
  PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH}`,
  NEXT_TELEMETRY_DISABLED: '1',
  ...extra,
});

/** Runs an Nx target in every project that has it; prints its output only when it fails. */
export function nx(target, why) {
  say(why);
  const args = ['run-many', '-t', target, '--output-style=static'];
  const { status, stdout, stderr } = spawnSync('nx', args, {
    cwd: root,
    env: environment(),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status === 0) return;
  console.error(`${stdout}\n${stderr}\nThe ${target} step failed; its output is above.`);
  process.exit(1);
}

export function setup(programNames) {
  if (Number(process.versions.node.split('.')[0]) < 20) {
    console.error(`Node 20 or later is needed to start; this is ${process.version}.`);
    process.exit(1);
  }
  ensurePackages(programNames, say);
  ensureDependencies(root, say);
}
