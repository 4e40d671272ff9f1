import { ECSClient, type DescribeTasksCommandOutput, type RunTaskCommandInput } from '@aws-sdk/client-ecs';
import {
  DBInstanceNotFoundFault,
  RDSClient,
  type DBInstance,
  type DeleteDBInstanceCommandInput,
  type DescribeDBInstancesCommandInput,
  type RestoreDBInstanceToPointInTimeCommandInput,
} from '@aws-sdk/client-rds';
import { beforeEach, describe, expect, it } from 'vitest';
import { drill, drillName, type DrillCloud, type DrillOptions, type Instance } from './drill.ts';
import { awsDrill } from './drill-aws.ts';

const source = 'matinee';
const run = '20261122120000';
const name = drillName(source, run);

let instances: Map<string, Instance>;
let calls: string[];
let lines: string[];
beforeEach(() => {
  instances = new Map([[source, { status: 'available', host: 'real.example' }]]);
  calls = [];
  lines = [];
});

/** RDS on paper: a new instance needs a few looks until it is there. */
function paper(changes: Partial<DrillCloud> = {}): DrillCloud {
  let looks = 0;
  return {
    async restore({ name: made, madeBy }) {
      calls.push(`restore ${made}`);
      instances.set(made, { status: 'creating', madeBy });
    },
    async find(wanted) {
      const found = instances.get(wanted);
      if (found?.status === 'creating' && ++looks > 2)
        instances.set(wanted, { ...found, status: 'available', host: `${wanted}.example` });
      return instances.get(wanted);
    },
    async verify(host) {
      calls.push(`verify ${host}`);
      return { exitCode: 0, reason: '' };
    },
    async remove(gone) {
      calls.push(`remove ${gone}`);
      instances.delete(gone);
    },
    ...changes,
  };
}
const start = (cloud: DrillCloud, changes: Partial<DrillOptions> = {}) =>
  drill(cloud, {
    ...{ source, run, signal: new AbortController().signal, say: (line: string) => void lines.push(line) },
    ...{ everySeconds: 0.001, limitSeconds: 5 },
    ...changes,
  });

describe('a restore drill', () => {
  it('restores, verifies, and deletes what it made', async () => {
    expect(await start(paper())).toMatchObject({ ok: true, source, instance: name, restoredTo: 'newest' });
    expect(calls).toEqual([`restore ${name}`, `verify ${name}.example`, `remove ${name}`]);
    expect([...instances.keys()]).toEqual([source]);
  });

  it.each<[string, Partial<DrillCloud>, RegExp]>([
    [
      'a backup that lacks something',
      { verify: async () => ({ exitCode: 1, reason: 'Essential container in task exited' }) },
      /verify ended with 1: Essential container/,
    ],
    [
      'a task that does not start',
      { verify: () => Promise.reject(new Error('ECS did not start the task: no capacity.')) },
      /no capacity/,
    ],
    [
      'a restore whose answer is lost',
      {
        restore: async ({ name: made, madeBy }) => {
          instances.set(made, { status: 'creating', madeBy });
          throw new Error('socket hang up');
        },
      },
      /socket hang up/,
    ],
    [
      'a restore that fails later',
      {
        restore: async ({ name: made, madeBy }) =>
          void instances.set(made, { status: 'incompatible-restore', madeBy }),
      },
      /ended as incompatible-restore/,
    ],
  ])('of %s is told, and its instance is deleted, too', async (_title, changes, problem) => {
    const report = await start(paper(changes));
    expect(report.ok).toBe(false);
    expect(report.problem).toMatch(problem);
    expect(calls.at(-1)).toBe(`remove ${name}`);
    expect([...instances.keys()]).toEqual([source]);
  });

  it('that is interrupted deletes its instance', async () => {
    const controller = new AbortController();
    const restore: DrillCloud['restore'] = async ({ name: made, madeBy }) => {
      instances.set(made, { status: 'backing-up', madeBy });
      controller.abort(new Error('Ended by SIGINT.'));
    };
    const report = await start(paper({ restore }), { signal: controller.signal });
    expect(report).toMatchObject({ ok: false, problem: 'Ended by SIGINT.' });
    expect([...instances.keys()]).toEqual([source]);
  });

  it('asks again when RDS cannot delete yet', async () => {
    let refusals = 2;
    const remove: DrillCloud['remove'] = async (gone) => {
      if (refusals-- > 0) throw new Error('Instance is not in available state.');
      instances.delete(gone);
    };
    expect((await start(paper({ remove }))).ok).toBe(true);
    expect([...instances.keys()]).toEqual([source]);
  });

  it('asks again when RDS does not even say what there is', async () => {
    const cloud = paper();
    let removing = false;
    let refusals = 2;
    const report = await start({
      ...cloud,
      verify: async () => ((removing = true), { exitCode: 0, reason: '' }),
      find: async (wanted) => {
        if (removing && refusals-- > 0) throw new Error('Rate exceeded');
        return cloud.find(wanted);
      },
    });
    expect(report.ok).toBe(true);
    expect([...instances.keys()]).toEqual([source]);
  });

  it('says what is left when nothing helps', async () => {
    const remove = () => Promise.reject(new Error('not authorized'));
    const report = await start(paper({ remove }), { limitSeconds: 0.05 });
    expect(report).toMatchObject({ ok: false, problem: `${name} is still there: not authorized` });
  });

  it.each([undefined, 'another run'])('never touches an instance of that name made by %s', async (madeBy) => {
    instances.set(name, { status: 'available', host: 'precious.example', ...(madeBy && { madeBy }) });
    const report = await start(paper());
    expect(report.problem).toContain('left alone');
    expect(calls).toEqual([]);
    expect(instances.get(name)?.host).toBe('precious.example');
  });
});

describe('on AWS', () => {
  const sent: { kind: string; input: unknown }[] = [];
  const source = { DBInstanceIdentifier: 'matinee', DBInstanceClass: 'db.t4g.micro' };
  const model: DBInstance = {
    ...source,
    DBInstanceStatus: 'available',
    DBSubnetGroup: { DBSubnetGroupName: 'matinee' },
    VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-1' }],
    DBParameterGroups: [{ DBParameterGroupName: 'matinee-mysql84' }],
  };

  /** The SDK's own clients, whose requests are answered before they leave. */
  function clients() {
    const restored = new Map<string, DBInstance>([['matinee', model]]);
    const rds = new RDSClient({
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    });
    const ecs = new ECSClient({
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    });
    const answer = (kind: string, input: unknown): object => {
      sent.push({ kind, input });
      const { DBInstanceIdentifier = '' } = input as DescribeDBInstancesCommandInput;
      switch (kind) {
        case 'DescribeDBInstancesCommand':
          if (!restored.has(DBInstanceIdentifier))
            throw new DBInstanceNotFoundFault({ message: 'not found', $metadata: {} });
          return { DBInstances: [restored.get(DBInstanceIdentifier)] };
        case 'RestoreDBInstanceToPointInTimeCommand': {
          const { TargetDBInstanceIdentifier = '', Tags = [] } =
            input as RestoreDBInstanceToPointInTimeCommandInput;
          restored.set(TargetDBInstanceIdentifier, {
            ...{ DBInstanceStatus: 'available', Endpoint: { Address: 'new.example' }, TagList: Tags },
          });
          return {};
        }
        case 'DeleteDBInstanceCommand':
          restored.delete((input as DeleteDBInstanceCommandInput).DBInstanceIdentifier ?? '');
          return {};
        case 'RunTaskCommand':
          return { tasks: [{ taskArn: 'arn:task' }] };
        default:
          return {
            tasks: [{ lastStatus: 'STOPPED', containers: [{ exitCode: 0 }] }],
          } satisfies Partial<DescribeTasksCommandOutput>;
      }
    };
    const reply = (_next: unknown, context: { commandName?: string }) => async (call: { input: object }) => ({
      output: { $metadata: {}, ...answer(String(context.commandName), call.input) },
      response: {},
    });
    rds.middlewareStack.add(reply as never, { step: 'initialize' });
    ecs.middlewareStack.add(reply as never, { step: 'initialize' });
    return { rds, ecs };
  }

  const task = {
    cluster: 'matinee',
    family: 'matinee-database',
    command: ['main.js', 'migrate'],
    networkConfiguration: {
      awsvpcConfiguration: {
        subnets: ['subnet-1'],
        securityGroups: ['sg-2'],
        assignPublicIp: 'DISABLED' as const,
      },
    },
    logGroup: '/matinee/database',
  };

  it('restores beside the source, verifies the new host, and deletes without a trace', async () => {
    const report = await start(awsDrill(clients(), task));
    expect(report).toMatchObject({ ok: true });
    const inputOf = <T>(kind: string) => sent.find((call) => call.kind === kind)?.input as T;
    expect(
      inputOf<RestoreDBInstanceToPointInTimeCommandInput>('RestoreDBInstanceToPointInTimeCommand'),
    ).toEqual({
      SourceDBInstanceIdentifier: 'matinee',
      TargetDBInstanceIdentifier: name,
      UseLatestRestorableTime: true,
      DBInstanceClass: 'db.t4g.micro',
      DBSubnetGroupName: 'matinee',
      VpcSecurityGroupIds: ['sg-1'],
      DBParameterGroupName: 'matinee-mysql84',
      MultiAZ: false,
      PubliclyAccessible: false,
      DeletionProtection: false,
      AutoMinorVersionUpgrade: false,
      Tags: [{ Key: 'matinee:drill', Value: run }],
    });
    const { overrides, networkConfiguration } = inputOf<RunTaskCommandInput>('RunTaskCommand');
    expect(overrides?.containerOverrides).toEqual([
      {
        name: 'database',
        command: ['main.js', 'verify'],
        environment: [{ name: 'DATABASE_HOST', value: 'new.example' }],
      },
    ]);
    expect(networkConfiguration).toEqual(task.networkConfiguration);
    expect(inputOf<DeleteDBInstanceCommandInput>('DeleteDBInstanceCommand')).toEqual({
      DBInstanceIdentifier: name,
      SkipFinalSnapshot: true,
      DeleteAutomatedBackups: true,
    });
    // The source itself was only looked at.
    expect(
      sent.filter(
        ({ kind, input }) => kind.startsWith('Delete') && JSON.stringify(input).includes('"matinee"'),
      ),
    ).toEqual([]);
  });
});
