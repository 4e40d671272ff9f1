// `npm run bench:transcode`: our encoding beside that of others, measured on this machine. What it says: docs/benchmarks.md.
import { spawnSync } from 'node:child_process';
import { environment, node, nx, root, setup } from './setup/setup.mjs';

const quiet = process.argv.includes('--json');
const log = console.log;
if (quiet) console.log = () => {};
setup(['ffmpeg', 'mariadb', 'prlimit']);
nx('build', 'Building what changed');
console.log = log;
const { status } = spawnSync(node, ['tools/bench/transcode/main.ts', ...process.argv.slice(2)], {
  cwd: root,
  env: environment(),
  stdio: 'inherit',
});
process.exit(status ?? 1);
