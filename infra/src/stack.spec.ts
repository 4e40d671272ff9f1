import { describe, expect, it } from 'vitest';
import type { Container } from './components/container.ts';
import {
  bootstrapValues,
  domainValues,
  recordStack,
  variants,
  type RecordedStack,
  type Values,
} from './testing.ts';

const containersOf = ({ all }: RecordedStack): Container[] =>
  all('aws:ecs/taskDefinition:TaskDefinition').flatMap(
    ({ inputs }) => JSON.parse(inputs.containerDefinitions as string) as Container[],
  );
type Policy = { Statement: { Action: string[]; Resource: string[] | string }[] };
const rolePolicies = ({ all }: RecordedStack) =>
  all('aws:iam/rolePolicy:RolePolicy').map(({ name, inputs }) => ({
    name,
    text: inputs.policy as string,
    statements: (JSON.parse(inputs.policy as string) as Policy).Statement,
  }));

/** Those that people are meant to run, and what lies between them. */
const stacks: Record<string, Values> = {
  ...variants,
  'bootstrap with a domain': { ...bootstrapValues, ...domainValues, profile: 'lean' },
  'lean with a domain': { ...variants['lean']!, ...domainValues },
  'asleep with a domain': { ...variants['asleep']!, ...domainValues },
  'ha without a domain': { ...variants['standard']!, profile: 'ha' },
};

describe.each(Object.entries(stacks))('%s', (variant, values) => {
  const stack = () => recordStack(values);

  it('names every resource once, and leaves nothing of another run behind', async () => {
    const { resources } = await stack();
    const names = resources.map(({ type, name }) => `${type} ${name}`);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    expect(resources.every(({ options }) => options !== undefined)).toBe(true);
  });

  it('hardens every container', async () => {
    for (const one of containersOf(await stack()))
      expect(one).toMatchObject({
        user: '10001:10001',
        readonlyRootFilesystem: true,
        privileged: false,
        linuxParameters: { capabilities: { drop: ['ALL'] }, initProcessEnabled: true },
        mountPoints: [{ containerPath: '/tmp', readOnly: false }],
        logConfiguration: { logDriver: 'awslogs' },
      });
  });

  it('has no secret in a plain environment, and injects each from a named key', async () => {
    for (const { environment, secrets } of containersOf(await stack())) {
      const plain = environment.map(({ name }) => name);
      expect(plain.filter((name) => /TOKEN|PRIVATE|PASSWORD|SECRET(?!_ID)/.test(name))).toEqual([]);
      for (const { valueFrom } of secrets)
        expect(valueFrom).toMatch(
          /^arn:aws:secretsmanager:us-east-1:123456789012:secret:matinee\/[\w/-]+:\w+::$/,
        );
    }
  });

  it('keeps the role of the code apart from the role of ECS', async () => {
    const { all } = await stack();
    for (const { inputs } of all('aws:ecs/taskDefinition:TaskDefinition')) {
      expect(inputs.taskRoleArn).toMatch(/-task$/);
      expect(inputs.executionRoleArn).toMatch(/-execution$/);
    }
  });

  it('gives no role a wildcard action, and none a wildcard resource beyond what AWS leaves no choice about', async () => {
    const unavoidable = [
      'ecr:GetAuthorizationToken',
      'ecs:DescribeTaskDefinition',
      'ec2:DescribeAvailabilityZones',
      'ec2:DescribeManagedPrefixLists',
      'ec2:GetManagedPrefixListEntries',
    ];
    for (const { name, text, statements } of rolePolicies(await stack())) {
      expect(text, name).not.toMatch(/undefined|\[object|Calling \[to/);
      for (const { Action, Resource } of statements) {
        expect(Action.filter((action) => action.includes('*'))).toEqual([]);
        if ([Resource].flat().includes('*'))
          expect(Action.filter((action) => !unavoidable.includes(action))).toEqual([]);
      }
    }
  });

  it('trusts no service beyond this account', async () => {
    const { all } = await stack();
    for (const { name, inputs } of all('aws:iam/role:Role')) {
      const [{ Principal, Condition }] = JSON.parse(inputs.assumeRolePolicy as string).Statement;
      if (Principal.Service) expect(Condition.StringEquals['aws:SourceAccount'], name).toBe('123456789012');
    }
  });

  it('keeps what people made, and forgets logs', async () => {
    const { all } = await stack();
    const stateful = [
      'aws:s3/bucket:Bucket',
      'aws:rds/instance:Instance',
      'aws:cognito/userPool:UserPool',
      'aws:secretsmanager/secret:Secret',
    ];
    for (const type of stateful)
      for (const { name, options } of all(type)) expect(options.protect, `${type} ${name}`).toBe(true);
    for (const { inputs } of all('aws:cloudwatch/logGroup:LogGroup'))
      expect(inputs.retentionInDays).toBeGreaterThan(0);
  });

  it('tells a deployment what it needs', async () => {
    const { outputs } = await stack();
    expect(outputs).toMatchObject({
      publicOrigin: values['domain'] ? 'https://video.example.com' : 'https://d111111abcdef8.cloudfront.net',
      clusterName: 'matinee',
      databaseTask: {
        cluster: 'matinee',
        family: 'matinee-database',
        command: ['main.js', 'migrate'],
        networkConfiguration: {
          awsvpcConfiguration: { assignPublicIp: values['profile'] === 'lean' ? 'ENABLED' : 'DISABLED' },
        },
        logGroup: '/matinee/database',
      },
      ...(values['images'] && { images: JSON.parse(values['images']) as object }),
    });
  });

  it(`has the tasks that ${variant} has`, async () => {
    const services = (await stack()).all('aws:ecs/service:Service').map(({ inputs }) => inputs.name);
    const workers = ['matinee-worker', 'matinee-worker-on-demand'];
    const apart = ['auth', 'catalog', 'transcode', 'upload', 'web'].map((name) => `matinee-${name}`);
    const idle = !values['images'] || values['asleep'] === 'true';
    const serving = values['profile'] === 'lean' ? ['matinee-together'] : apart;
    expect(services.sort()).toEqual(idle ? [] : [...serving, ...workers].sort());
  });
});
