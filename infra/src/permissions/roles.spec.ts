import { beforeAll, describe, expect, it } from 'vitest';
import { mockAccount } from '../mock-cloud.ts';
import { recordStack, variants } from '../testing.ts';
import { regional } from './arns.ts';
import { findExcess, findMissing, grantsOf } from './check.ts';
import { requestOf, requestsOf, type Request } from './requests.ts';
import { ask } from './simulate.ts';
import { readPolicies, type StackPolicies } from './stack-policies.ts';

type Row = readonly [action: string, resource: string, context?: Record<string, string>];

let stack: StackPolicies;
let sleeping: StackPolicies;
beforeAll(async () => {
  stack = readPolicies((await recordStack(variants.standard!)).resources);
  sleeping = readPolicies((await recordStack(variants.asleep!)).resources);
}, 240_000);

const callOf = ([action, resource, context]: Row) => ({
  ...{ call: action, action, resource },
  ...(context && { context }),
});
const needs = (rows: readonly Row[]): Request[] => rows.flatMap((row) => requestsOf(callOf(row), stack));
const requests = (rows: readonly Row[]): Request[] => rows.map((row) => requestOf(callOf(row), stack));
const role = (name: string) => `arn:aws:iam::${mockAccount}:role/matinee-${name}`;
const cluster = { 'ecs:cluster': regional('ecs', 'cluster/matinee') };
const databaseTask = regional('ecs', 'task-definition/matinee-database:7');
const toTasks = { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' };
const repository = (name: string) => regional('ecr', `repository/matinee/${name}`);
const pull = (name: string): Row[] => [
  ['ecr:GetAuthorizationToken', '*'],
  ['ecr:BatchGetImage', repository(name)],
  ['ecr:GetDownloadUrlForLayer', repository(name)],
  ['logs:CreateLogStream', regional('logs', `log-group:/matinee/${name}:log-stream:one`)],
  ['logs:PutLogEvents', regional('logs', `log-group:/matinee/${name}:log-stream:one`)],
];
const secret = (name: string): Row => ['secretsmanager:GetSecretValue', `matinee/${name}`];

/** What ECS injects into each task, before its code runs. */
const injected: Record<string, string[]> = {
  auth: [],
  catalog: ['upload-token', 'media-keys'],
  upload: ['upload-token'],
  transcode: ['worker-token'],
  web: [],
};
const secrets = ['upload-token', 'worker-token', 'media-keys', 'database/catalog', 'database/transcode'];

describe.each(Object.entries(injected))('the execution role of %s', (name, own) => {
  it('pulls its image, writes its log and reads what is injected', async () => {
    const needed = needs([...pull(name), ...own.map(secret)]);
    expect(await findMissing(stack.executionRoleOf(name), needed, stack)).toEqual([]);
  });
  it('does nothing else', async () => {
    const foreign = secrets.filter((other) => !own.includes(other)).map(secret);
    const excess = requests([
      ...foreign,
      ['ecr:BatchGetImage', repository('database')],
      ['ecr:PutImage', repository(name)],
      ['logs:PutLogEvents', regional('logs', 'log-group:/matinee/database:log-stream:one')],
      ['s3:GetObject', 'matinee-originals/{ownerId}/{videoKey}/source'],
      ['iam:PassRole', role(`${name}-task`), toTasks],
    ]);
    expect(await findExcess(stack.executionRoleOf(name), excess, stack)).toEqual([]);
  });
});

describe('the role of deployments', () => {
  it('pushes images, migrates, and moves services on', async () => {
    const needed = needs([
      ['ecr:PutImage', repository('web')],
      ['ecs:RegisterTaskDefinition', regional('ecs', 'task-definition/matinee-web:8')],
      ['ecs:UpdateService', regional('ecs', 'service/matinee/matinee-web'), cluster],
      ['ecs:RunTask', databaseTask, cluster],
      ['iam:PassRole', role('web-task'), toTasks],
      ['iam:PassRole', role('database-execution'), toTasks],
    ]);
    expect(await findMissing(stack.role('deploy'), needed, stack)).toEqual([]);
  });
  it('can change neither data, nor accounts, nor its own rights', async () => {
    const forbidden = requests([
      ['iam:CreateRole', role('more')],
      ['iam:PutRolePolicy', role('deploy')],
      ['iam:AttachRolePolicy', role('deploy')],
      ['iam:UpdateAssumeRolePolicy', role('deploy')],
      ['iam:PassRole', role('deploy'), toTasks],
      ['iam:PassRole', `arn:aws:iam::${mockAccount}:role/administrator`, toTasks],
      ['iam:PassRole', role('web-task'), { 'iam:PassedToService': 'lambda.amazonaws.com' }],
      ['ecs:RunTask', regional('ecs', 'task-definition/other:1'), cluster],
      ['ecs:RunTask', databaseTask, { 'ecs:cluster': regional('ecs', 'cluster/other') }],
      ['ecs:ExecuteCommand', regional('ecs', 'task/matinee/0123456789abcdef0123456789abcdef'), cluster],
      ['ecs:DeleteCluster', regional('ecs', 'cluster/matinee')],
      ['rds:DeleteDBInstance', regional('rds', 'db:matinee')],
      ['rds:ModifyDBInstance', regional('rds', 'db:matinee')],
      ['kms:ScheduleKeyDeletion', regional('kms', 'key/key')],
      ['s3:GetObject', 'matinee-originals/{ownerId}/{videoKey}/source'],
      ['s3:DeleteObject', 'matinee-media/{videoKey}/{attempt}/video.mp4'],
      ['s3:PutBucketPolicy', 'matinee-media'],
      ['s3:DeleteBucket', 'matinee-media'],
      ['sqs:PurgeQueue', 'matinee-transcode-fast'],
      ['cognito-idp:AdminSetUserPassword', regional('cognito-idp', 'userpool/us-east-1_Mock00001')],
      ['ecr:DeleteRepository', repository('web')],
      ['ecr:BatchDeleteImage', repository('web')],
      ...secrets.map(secret),
    ]);
    expect(await findExcess(stack.role('deploy'), forbidden, stack)).toEqual([]);
  });
});

describe('the schedules', () => {
  it('rotate: run the database task with its roles, in our cluster, and nothing else', async () => {
    const rotation = stack.role('rotation-schedule');
    const needed = needs([
      ['ecs:RunTask', databaseTask, cluster],
      ['iam:PassRole', role('database-task'), toTasks],
      ['iam:PassRole', role('database-execution'), toTasks],
    ]);
    const forbidden = requests([
      ['ecs:RunTask', regional('ecs', 'task-definition/matinee-worker:1'), cluster],
      ['ecs:RunTask', databaseTask, { 'ecs:cluster': regional('ecs', 'cluster/other') }],
      ['iam:PassRole', role('deploy'), toTasks],
      ['ecs:StopTask', regional('ecs', 'task/matinee/0123456789abcdef0123456789abcdef'), cluster],
      ...secrets.map(secret),
    ]);
    expect(await findMissing(rotation, needed, stack)).toEqual([]);
    expect(await findExcess(rotation, forbidden, stack)).toEqual([]);
  });
  it('sleep: stops our database and no other, and cannot delete it', async () => {
    const sleep = sleeping.role('sleep-schedule');
    const ours = regional('rds', 'db:matinee');
    expect(await findMissing(sleep, requests([['rds:StopDBInstance', ours]]), sleeping)).toEqual([]);
    const forbidden = requests([
      ['rds:DeleteDBInstance', ours],
      ['rds:ModifyDBInstance', ours],
      ['rds:StopDBInstance', regional('rds', 'db:other')],
    ]);
    expect(await findExcess(sleep, forbidden, sleeping)).toEqual([]);
  });
});

describe('every role', () => {
  it('has only policies of this program, none of AWS’s broad ones, and no wildcard action', () => {
    for (const { roles } of [stack, sleeping])
      for (const { name, managed, policies } of roles) {
        expect([name, managed]).toEqual([name, []]);
        expect(grantsOf(policies).filter(({ action }) => action.includes('*'))).toEqual([]);
      }
  });

  it('is taken only by the one service it is for, on behalf of this account', async () => {
    for (const { arn, name, trust } of stack.roles) {
      const { Principal } = trust.Statement[0] as { Principal: { Service?: string; Federated?: string } };
      if (Principal.Federated) continue;
      const take = (principal: string, account: string) =>
        ask({
          ...{ principal, action: 'sts:AssumeRole', resource: arn, account: mockAccount, ofResource: trust },
          context: { 'aws:SourceAccount': account, 'aws:SourceArn': sourceOf(trust) },
        });
      expect([name, await take(Principal.Service!, mockAccount)]).toEqual([name, 'Allowed']);
      expect([name, await take(Principal.Service!, '999999999999')]).toEqual([name, 'ImplicitlyDenied']);
      expect([name, await take('lambda.amazonaws.com', mockAccount)]).toEqual([name, 'ImplicitlyDenied']);
    }
  });
});

/** An ARN that the trust's own pattern fits. */
const sourceOf = (trust: { Statement: { Condition?: Record<string, Record<string, unknown>> }[] }): string =>
  String(trust.Statement[0]?.Condition?.ArnLike?.['aws:SourceArn'] ?? '').replaceAll('*', 'one');
