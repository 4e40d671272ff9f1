import { describe, expect, it } from 'vitest';
import type { Container } from './components/container.ts';
import type { Statement } from './components/statement.ts';
import { recordStack, variants } from './testing.ts';

const stack = (name: string) => recordStack(variants[name]!);

type Service = {
  desiredCount: number;
  capacityProviderStrategies: { capacityProvider: string }[];
  loadBalancers?: { containerName: string; containerPort: number; targetGroupArn: string }[];
  networkConfiguration: { assignPublicIp: boolean };
};
const serviceOf = async (variant: string, name: string) =>
  (await stack(variant)).one('aws:ecs/service:Service', name).inputs as unknown as Service;
const containersOf = async (variant: string, family: string) => {
  const { inputs } = (await stack(variant)).one('aws:ecs/taskDefinition:TaskDefinition', family);
  return JSON.parse(inputs.containerDefinitions as string) as Container[];
};
const statementsOf = async (variant: string, name: string) => {
  const { inputs } = (await stack(variant)).one('aws:iam/rolePolicy:RolePolicy', name);
  return (JSON.parse(inputs.policy as string) as { Statement: Statement[] }).Statement;
};

describe('apart', () => {
  it.each(['auth', 'catalog', 'upload', 'transcode', 'web'])('%s is a service of its own', async (name) => {
    const service = await serviceOf('ha', `matinee-${name}`);
    expect(service).toMatchObject({
      desiredCount: 2,
      capacityProviderStrategies: [{ capacityProvider: 'FARGATE', weight: 1 }],
      networkConfiguration: { assignPublicIp: false },
      deploymentMinimumHealthyPercent: 100,
      deploymentMaximumPercent: 200,
      deploymentCircuitBreaker: { enable: true, rollback: true },
      availabilityZoneRebalancing: 'ENABLED',
      healthCheckGracePeriodSeconds: 60,
      waitForSteadyState: true,
      enableExecuteCommand: false,
      loadBalancers: [{ containerName: name, containerPort: 4000 }],
    });
    const [container] = await containersOf('ha', `matinee-${name}`);
    expect(container!.portMappings).toEqual([{ containerPort: 4000, protocol: 'tcp' }]);
    expect(container!.environment).toContainEqual({ name: 'PORT', value: '4000' });
    expect(container!.image).toMatch(new RegExp(`/matinee/${name}@sha256:a{64}$`));
  });

  it('is undone by ECS when services answer with errors, by an alarm that is there first', async () => {
    for (const [variant, name] of [
      ['ha', 'matinee-catalog'],
      ['lean', 'matinee-together'],
    ] as const) {
      const { one, all } = await stack(variant);
      const { alarms } = one('aws:ecs/service:Service', name).inputs as {
        alarms: { enable: boolean; rollback: boolean; alarmNames: string[] };
      };
      expect(alarms).toEqual({ enable: true, rollback: true, alarmNames: ['matinee-service-errors'] });
      const made = all('aws:cloudwatch/metricAlarm:MetricAlarm').map(({ inputs }) => inputs.name);
      expect(made).toEqual(expect.arrayContaining(alarms.alarmNames));
      for (const worker of ['matinee-worker', 'matinee-worker-on-demand'])
        expect(one('aws:ecs/service:Service', worker).inputs.alarms).toBeUndefined();
    }
  });

  it('runs on ARM, in the network of the task, without Pulumi setting the number of tasks', async () => {
    const { one } = await stack('ha');
    expect(one('aws:ecs/taskDefinition:TaskDefinition', 'matinee-auth').inputs).toMatchObject({
      cpu: '256',
      memory: '512',
      networkMode: 'awsvpc',
      runtimePlatform: { cpuArchitecture: 'ARM64' },
      volumes: [{ name: 'tmp-auth' }],
    });
    expect(one('aws:ecs/service:Service', 'matinee-auth').options.ignoreChanges).toEqual(['desiredCount']);
  });

  it('allows accounts and pages nothing, as they ask nothing of AWS', async () => {
    const { all } = await stack('ha');
    const named = all('aws:iam/rolePolicy:RolePolicy').map(({ name }) => name);
    expect(named).not.toContain('auth-task');
    expect(named).not.toContain('web-task');
  });

  it('lets the key be used only by way of Secrets Manager', async () => {
    const statements = await statementsOf('ha', 'catalog-task');
    const key = statements.filter(({ Action }) => Action.some((action) => action.startsWith('kms:')));
    expect(key).toMatchObject([
      {
        Action: ['kms:Decrypt'],
        Condition: { StringEquals: { 'kms:ViaService': 'secretsmanager.us-east-1.amazonaws.com' } },
      },
    ]);
  });
});

describe('together', () => {
  it('is one Spot task with five containers behind five target groups', async () => {
    const service = await serviceOf('lean', 'matinee-together');
    expect(service).toMatchObject({
      desiredCount: 1,
      capacityProviderStrategies: [{ capacityProvider: 'FARGATE_SPOT' }],
      networkConfiguration: { assignPublicIp: true },
    });
    const targets = service.loadBalancers!.map(({ containerName, containerPort }) => [
      containerName,
      containerPort,
    ]);
    expect(Object.fromEntries(targets)).toEqual({
      auth: 4001,
      catalog: 4002,
      upload: 4003,
      transcode: 4004,
      web: 4005,
    });
    for (const { containerName, targetGroupArn } of service.loadBalancers!)
      expect(targetGroupArn).toContain(`matinee-${containerName}`);
    for (const { name, environment, portMappings } of await containersOf('lean', 'matinee-together')) {
      const port = portMappings[0]!.containerPort;
      expect([name, port]).toEqual(targets.find(([container]) => container === name));
      expect(environment).toContainEqual({ name: 'PORT', value: String(port) });
    }
  });

  it('has the union of what the five may do, each statement once', async () => {
    const together = (await statementsOf('lean', 'together-task')).map(({ Sid }) => Sid);
    expect(new Set(together).size).toBe(together.length);
    expect(together).toEqual(
      expect.arrayContaining(['CatalogPublish', 'UploadOriginals', 'TranscodeWakeWorkers']),
    );
  });
});

describe('workers', () => {
  it('are two services of one task, at zero, that nobody talks to', async () => {
    const spot = await serviceOf('standard', 'matinee-worker');
    const onDemand = await serviceOf('standard', 'matinee-worker-on-demand');
    expect(spot).toMatchObject({
      desiredCount: 0,
      capacityProviderStrategies: [{ capacityProvider: 'FARGATE_SPOT' }],
      availabilityZoneRebalancing: 'DISABLED',
      waitForSteadyState: false,
    });
    expect(onDemand).toMatchObject({
      desiredCount: 0,
      capacityProviderStrategies: [{ capacityProvider: 'FARGATE' }],
    });
    expect([spot.loadBalancers, onDemand.loadBalancers]).toEqual([undefined, undefined]);
    const [worker] = await containersOf('standard', 'matinee-worker');
    expect(worker).toMatchObject({ command: ['worker.js'], stopTimeout: 30, portMappings: [] });
    expect(worker!.image).toContain('matinee/transcode@sha256');
  });

  it('are woken by transcode alone, and only they are', async () => {
    const wake = (await statementsOf('standard', 'transcode-task')).find(
      ({ Sid }) => Sid === 'TranscodeWakeWorkers',
    );
    expect(wake).toMatchObject({
      Action: ['ecs:DescribeServices', 'ecs:UpdateService'],
      Resource: [
        'arn:aws:ecs:us-east-1:123456789012:service/matinee/matinee-worker',
        'arn:aws:ecs:us-east-1:123456789012:service/matinee/matinee-worker-on-demand',
      ],
    });
  });
});

describe('one-off tasks of the database', () => {
  it('can be run before the first images are pushed', async () => {
    const [container] = await containersOf('bootstrap', 'matinee-database');
    expect(container!.image).toBe(
      '123456789012.dkr.ecr.us-east-1.amazonaws.com/matinee/database:not-pushed-yet',
    );
    expect(container).not.toHaveProperty('healthCheck');
  });

  it('rotate users every 30 days, by a role that may run nothing else', async () => {
    const { one } = await stack('standard');
    expect(one('aws:scheduler/schedule:Schedule').inputs).toMatchObject({
      scheduleExpression: 'rate(30 days)',
      target: {
        arn: 'arn:aws:ecs:us-east-1:123456789012:cluster/matinee',
        input: JSON.stringify({ containerOverrides: [{ name: 'database', command: ['main.js', 'rotate'] }] }),
      },
    });
    expect(await statementsOf('standard', 'rotation-schedule')).toMatchObject([
      {
        Action: ['ecs:RunTask'],
        Resource: ['arn:aws:ecs:us-east-1:123456789012:task-definition/matinee-database:*'],
        Condition: { ArnEquals: { 'ecs:cluster': 'arn:aws:ecs:us-east-1:123456789012:cluster/matinee' } },
      },
      {
        Action: ['iam:PassRole'],
        Resource: [
          'arn:aws:iam::123456789012:role/matinee-database-task',
          'arn:aws:iam::123456789012:role/matinee-database-execution',
        ],
      },
    ]);
  });
});

describe('asleep', () => {
  it('holds the database stopped by a role that may do just that', async () => {
    const { one } = await stack('asleep');
    expect(one('aws:scheduler/schedule:Schedule').inputs).toMatchObject({
      scheduleExpression: 'rate(1 hour)',
      target: {
        arn: 'arn:aws:scheduler:::aws-sdk:rds:stopDBInstance',
        input: JSON.stringify({ DbInstanceIdentifier: 'matinee' }),
      },
    });
    expect(await statementsOf('asleep', 'sleep-schedule')).toMatchObject([
      { Action: ['rds:StopDBInstance'], Resource: ['arn:aws:rds:us-east-1:123456789012:db:matinee'] },
    ]);
  });
});
