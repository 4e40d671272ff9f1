// node tools/deploy/migrate.ts <outputs.json> <image@sha256:…>
// Migrates the databases with the new image before anything else is deployed. outputs.json is
// `pulumi stack output --json` of the stack that runs now; AWS credentials come from the environment.
import { ECSClient } from '@aws-sdk/client-ecs';
import { readFileSync } from 'node:fs';
import { runOneOff } from './one-off-task.ts';
import { readOutputs } from './stack-outputs.ts';

try {
  const [file, image] = process.argv.slice(2);
  if (!file || !/@sha256:[0-9a-f]{64}$/.test(image ?? ''))
    throw new Error('Usage: node tools/deploy/migrate.ts <outputs.json> <image@sha256:…>');
  const { databaseTask } = readOutputs(readFileSync(file, 'utf8'));
  const { AWS_REGION: region = 'us-east-1', ECS_ENDPOINT: endpoint } = process.env;
  const ecs = new ECSClient({ region, ...(endpoint && { endpoint }) });
  const { exitCode, reason } = await runOneOff(
    ecs,
    { ...databaseTask, image: image! },
    // MySQL may copy a large table for a changed column; nobody waits in front of a screen.
    { say: (line) => console.log(`migrate: ${line}`), limitSeconds: 1800, everySeconds: 3 },
  );
  if (exitCode !== 0)
    throw new Error(
      `The migration ended with ${exitCode ?? 'no exit code'}: ${reason}. Its log: aws logs tail ${databaseTask.logGroup}`,
    );
  console.log('migrate: done');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
