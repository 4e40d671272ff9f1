// npm run -s restore:drill -- --outputs outputs.json --region us-east-1 [--instance matinee] [--at 2026-11-22T08:00:00Z]
// Restores the database's backup to a new instance, runs `matinee-database verify` against it, and deletes it again.
// outputs.json is `pulumi stack output --json`; AWS credentials come from the environment. Takes 15 to 60 minutes.
import { ECSClient } from '@aws-sdk/client-ecs';
import { RDSClient } from '@aws-sdk/client-rds';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { awsDrill } from './drill-aws.ts';
import { drill } from './drill.ts';
import { readOutputs } from './stack-outputs.ts';

const { values } = parseArgs({
  options: {
    outputs: { type: 'string' },
    region: { type: 'string' },
    instance: { type: 'string', default: 'matinee' },
    at: { type: 'string' },
  },
});

/** A first Ctrl-C ends the drill, and still deletes what it made. */
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => interrupted.abort(new Error(`Ended by ${signal}.`)));

try {
  const { outputs, region, instance, at } = values;
  if (!outputs || !region)
    throw new Error('Usage: restore-drill.ts --outputs outputs.json --region us-east-1');
  if (at !== undefined && Number.isNaN(Date.parse(at)))
    throw new Error(`--at ${at} is no moment such as 2026-11-22T08:00:00Z.`);
  const { databaseTask } = readOutputs(readFileSync(outputs, 'utf8'));
  const cloud = awsDrill({ rds: new RDSClient({ region }), ecs: new ECSClient({ region }) }, databaseTask);
  const report = await drill(cloud, {
    source: instance,
    at: at === undefined ? undefined : new Date(at),
    run: new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14),
    say: (line) => console.error(`drill: ${line}`),
    signal: interrupted.signal,
    everySeconds: 20,
    limitSeconds: 5400,
  });
  console.log(JSON.stringify(report));
  console.error(`drill: what verify found: aws logs tail ${databaseTask.logGroup} --region ${region}`);
  process.exitCode = report.ok ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
