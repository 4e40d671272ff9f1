import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeTaskDefinitionCommand, ECSClient, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { paperCluster } from '../../libs/local-cloud/src/ecs/testing.ts';
import { runOneOff } from './one-off-task.ts';
import { readOutputs } from './stack-outputs.ts';

const digest = (letter: string) => `registry/matinee/database@sha256:${letter.repeat(64)}`;
const folder = mkdtempSync(join(tmpdir(), 'matinee-migrate-'));
const outputs = join(folder, 'outputs.json');
afterAll(() => rmSync(folder, { recursive: true }));

writeFileSync(
  outputs,
  JSON.stringify({
    publicOrigin: 'https://video.example.com',
    repositories: Object.fromEntries(
      ['auth', 'catalog', 'upload', 'transcode', 'web', 'database'].map((name) => [name, `registry/${name}`]),
    ),
    databaseTask: {
      cluster: 'films',
      family: 'matinee-database',
      command: ['main.js', 'migrate'],
      networkConfiguration: {
        awsvpcConfiguration: { subnets: ['subnet-1'], securityGroups: ['sg-1'], assignPublicIp: 'DISABLED' },
      },
      logGroup: '/matinee/database',
    },
  }),
);

const start = paperCluster();

/** A cluster that knows the first revision, and the script running against it. */
async function migrate(image = digest('b')) {
  const cluster = await start();
  await cluster.send(
    new RegisterTaskDefinitionCommand({
      family: 'matinee-database',
      containerDefinitions: [
        {
          ...{ name: 'database', image: digest('a'), command: ['main.js', 'verify'] },
          environment: [{ name: 'DATABASE_HOST', value: 'database.internal' }],
        },
      ],
    }),
  );
  const child = spawn(process.execPath, ['tools/deploy/migrate.ts', outputs, image], {
    env: { ECS_ENDPOINT: cluster.url, AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local-secret' },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const exited = once(child, 'exit').then(([code]) => ({ code: code as number, output }));
  return { cluster, exited };
}

describe('the migration step of a deployment', () => {
  it('runs `migrate` with the new image in a new revision that keeps everything else', async () => {
    const { cluster, exited } = await migrate();
    const [task] = await vi.waitUntil(() => cluster.launched.length === 1 && cluster.launched, {
      timeout: 15_000,
    });
    task!.exit(0);
    const { code, output } = await exited;
    expect(output).toMatch(/started[^]*STOPPED[^]*done/);
    expect(code).toBe(0);
    expect(task).toMatchObject({
      family: 'matinee-database',
      command: ['main.js', 'migrate'],
      environment: { DATABASE_HOST: 'database.internal' },
    });
    const { taskDefinition } = await cluster.send(
      new DescribeTaskDefinitionCommand({ taskDefinition: 'matinee-database' }),
    );
    expect(taskDefinition).toMatchObject({
      revision: 2,
      containerDefinitions: [{ image: digest('b'), command: ['main.js', 'verify'] }],
    });
  });

  it('fails with exit code, reason and where the log is when the migration fails', async () => {
    const { cluster, exited } = await migrate();
    const [task] = await vi.waitUntil(() => cluster.launched.length === 1 && cluster.launched, {
      timeout: 15_000,
    });
    task!.exit(3);
    const { code, output } = await exited;
    expect(code).toBe(1);
    expect(output).toContain('The migration ended with 3: Essential container in task exited.');
    expect(output).toContain('/matinee/database');
  });

  it('stops a task that takes too long, and counts it as failed whatever it ends with', async () => {
    const cluster = await start();
    const container = { name: 'database', image: digest('a') };
    await cluster.send(
      new RegisterTaskDefinitionCommand({ family: 'matinee-database', containerDefinitions: [container] }),
    );
    const ecs = new ECSClient({
      ...{ region: 'us-east-1', endpoint: cluster.url },
      credentials: { accessKeyId: 'local', secretAccessKey: 'local-secret' },
    });
    const { databaseTask } = readOutputs(readFileSync(outputs, 'utf8'));
    const ended = await runOneOff(
      ecs,
      { ...databaseTask, image: digest('b') },
      { say: () => {}, limitSeconds: 0.05, everySeconds: 0.01 },
    );
    expect(cluster.launched[0]!.stopped).toBe(true);
    expect(ended).toEqual({ exitCode: undefined, reason: 'Not done within 0.05 s' });
    ecs.destroy();
  });

  it('takes an image by digest only', async () => {
    const { cluster, exited } = await migrate('registry/matinee/database:latest');
    expect(await exited).toMatchObject({ code: 1, output: expect.stringContaining('Usage') });
    expect(cluster.launched).toEqual([]);
  });
});
