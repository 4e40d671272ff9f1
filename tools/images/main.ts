// npm run images -- <deployable> <folder>: lays the files that the image of a deployable has in /app.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { deployables, type Deployable } from '../../infra/src/deployables.ts';
import { bytesOf } from './contents.ts';
import { layTree } from './lay.ts';

const isDeployable = (name: string): name is Deployable => (deployables as readonly string[]).includes(name);

/** What has to be generated or built before the tree can be laid; Nx remembers what is done. */
function prepare(deployable: Deployable): void {
  const args = deployable === 'web' ? ['build', '@matinee/web'] : ['run-many', '-t', 'generate'];
  const { status } = spawnSync('nx', [...args, '--output-style=static'], {
    cwd: join(import.meta.dirname, '../..'),
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) throw new Error(`What ${deployable} needs could not be built.`);
}

try {
  const [deployable = '', out] = process.argv.slice(2);
  if (!isDeployable(deployable) || !out)
    throw new Error(`Usage: npm run images -- <${deployables.join('|')}> <folder>`);
  prepare(deployable);
  const { packages } = await layTree(deployable, out);
  console.log(`${out}: ${(bytesOf(out) / 1e6).toFixed(1)} MB, ${packages.length} npm packages inside`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
