// node tools/deploy/release-stack.ts outputs <stack> <outputs.json>                 writes the stack's outputs
// node tools/deploy/release-stack.ts up <stack> <release.json> next|previous        brings images into service
// node tools/deploy/release-stack.ts drift <stack>             fails when AWS is not what the stack says
// Needs the Pulumi CLI, PULUMI_BACKEND_URL, PULUMI_CONFIG_PASSPHRASE and AWS credentials.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask, main, tell } from './command.ts';
import type { Release } from './release-plan.ts';

const cwd = join(import.meta.dirname, '../../infra');
const quiet = '--non-interactive';

await main(([command, stack, file, which]) => {
  if (!command || !stack)
    throw new Error('Usage: node tools/deploy/release-stack.ts outputs|up|drift <stack> …');
  ask('pulumi', ['login', quiet], { cwd });
  ask('pulumi', ['stack', 'select', stack, quiet], { cwd });
  // Settings that are not checked in are those of the last deployment.
  if (!existsSync(join(cwd, `Pulumi.${stack}.yaml`)))
    ask('pulumi', ['config', 'refresh', '--force', quiet], { cwd });

  if (command === 'outputs' && file)
    writeFileSync(file, ask('pulumi', ['stack', 'output', '--json', quiet], { cwd }));
  else if (command === 'up' && file && (which === 'next' || which === 'previous')) up(file, which);
  else if (command === 'drift')
    tell('pulumi', ['preview', '--refresh', '--diff', '--expect-no-changes', quiet], { cwd });
  else throw new Error(`There is no such command: ${command}.`);
});

function up(file: string, which: 'next' | 'previous'): void {
  const { [which]: images } = JSON.parse(readFileSync(file, 'utf8')) as Release;
  if (!images) throw new Error('There are no images to go back to: this was the first release.');
  ask('pulumi', ['config', 'set', 'matinee:images', JSON.stringify(images), quiet], { cwd });
  tell('pulumi', ['up', '--yes', '--skip-preview', quiet], { cwd });
}
