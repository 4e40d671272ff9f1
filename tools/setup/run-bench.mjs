import { spawnSync } from 'node:child_process';
import { environment, node, nx, root, setup } from './setup.mjs';

/** Builds what changed, runs a benchmark with the arguments of this process, and ends as it does. `--json` prints it alone. */
export function runBench(script) {
  const args = process.argv.slice(2);
  const log = console.log;
  if (args.includes('--json')) console.log = () => {};
  setup(['ffmpeg', 'mariadb', 'prlimit']);
  nx('build', 'Building what changed');
  console.log = log;
  const { status } = spawnSync(node, [script, ...args], { cwd: root, env: environment(), stdio: 'inherit' });
  process.exit(status ?? 1);
}
