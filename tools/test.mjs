// `npm test`: sets up what is missing, then runs every suite that needs no AWS account. Arguments go to Vitest.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environment, nx, root, say, setup } from './setup/setup.mjs';

setup(['ffmpeg', 'mariadb', 'prlimit', 'chromium']);
nx('build', 'Building what changed');

const scratch = mkdtempSync(join(tmpdir(), 'matinee-totals-'));
const totals = join(scratch, 'totals.jsonl');
const suite = (title, command, args, cwd = root) => {
  say(title);
  const env = environment({ MATINEE_TEST_TOTALS: totals });
  return spawnSync(command, args, { cwd, env, stdio: 'inherit' }).status === 0;
};

const green = [
  suite('Rules, routes, repositories, messages, media', 'vitest', ['run', ...process.argv.slice(2)]),
  suite('Journeys in Chromium', 'playwright', ['test'], join(root, 'apps/e2e')),
].every(Boolean);

const sum = { passed: 0, failed: 0, skipped: 0 };
for (const line of readFileSync(totals, 'utf8').trim().split('\n')) {
  for (const [kind, count] of Object.entries(JSON.parse(line))) sum[kind] += count;
}
rmSync(scratch, { recursive: true });
// A suite that broke before it could count anything is a failure too.
if (!green && sum.failed === 0) sum.failed = 1;
console.log(`\n${sum.passed} passed, ${sum.failed} failed${sum.skipped ? `, ${sum.skipped} skipped` : ''}`);
process.exit(green ? 0 : 1);
