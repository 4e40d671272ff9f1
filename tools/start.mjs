// `npm start`: sets up what is missing, builds what changed, and runs the whole service on this machine.
import { spawn } from 'node:child_process';
import { environment, node, nx, root, setup } from './setup/setup.mjs';

setup(['ffmpeg', 'mariadb', 'prlimit']);
nx('build', 'Building what changed');

const local = spawn(node, ['apps/local/src/main.ts', ...process.argv.slice(2)], {
  cwd: root,
  env: environment(),
  stdio: 'inherit',
});
// Ctrl-C reaches the child by itself (same terminal); a signal sent to this process alone is passed on.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => local.kill('SIGTERM'));
local.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
