// `npm run test:faults`: real processes killed, stopped, starved and cut off, and the recorded history of each fault held
// against the promises (apps/transcode-service/faults). `-- -t F04` runs one; `-- --soak 600 --seed 7` is the random one.
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { environment, nx, root, setup } from './setup/setup.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    soak: { type: 'string' },
    seed: { type: 'string' },
    trace: { type: 'string' },
    testNamePattern: { type: 'string', short: 't' },
  },
});
setup(['ffmpeg', 'mariadb', 'prlimit']);
nx('generate', 'Generating database clients');

const seed = values.seed ?? String(Math.floor(Math.random() * 2 ** 31));
const asked = {
  ...(values.soak && { MATINEE_SOAK_SECONDS: values.soak, MATINEE_SOAK_SEED: seed }),
  ...(values.trace && { MATINEE_FAULTS_TRACE: values.trace }),
};
const named = values.testNamePattern ? ['-t', values.testNamePattern] : [];
if (values.soak) console.log(`› Soaking for ${values.soak} s with --seed ${seed}`);
const config = ['--config', 'apps/transcode-service/faults/vitest.config.ts'];
const { status } = spawnSync('vitest', ['run', ...config, ...named, ...positionals], {
  cwd: root,
  env: environment(asked),
  stdio: 'inherit',
});
process.exit(status ?? 1);
