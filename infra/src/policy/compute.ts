import type { Recorded } from '../mocks.ts';
import { every, violation, type Rule, type Stack, type Violation } from './rule.ts';

const task = 'aws:ecs/taskDefinition:TaskDefinition';
const service = 'aws:ecs/service:Service';
const cluster = 'aws:ecs/cluster:Cluster';

type Container = {
  name: string;
  user?: string;
  privileged?: boolean;
  readonlyRootFilesystem?: boolean;
  environment?: { name: string; value: string }[];
  logConfiguration?: { logDriver: string };
};

/** A check of every container of every task. */
const everyContainer =
  (find: (container: Container) => string | false | undefined) =>
  (stack: Stack): Violation[] =>
    stack.all(task).flatMap((resource) =>
      (JSON.parse(String(resource.inputs.containerDefinitions)) as Container[]).flatMap((container) => {
        const found = find(container);
        return violation(resource, found && `${container.name} ${found}`);
      }),
    );

/** Names that a value in plain sight may not have, unless it only says where a secret is. */
const secretName = /SECRET|TOKEN|PASSWORD|PRIVATE|CREDENTIAL|_KEY/;
const saysWhere = /_(SECRET_ID|SECRETS_ENDPOINT|KEY_PAIR_ID)$/;

/** Who runs tasks: services, and schedules. */
const networks = (stack: Stack): { resource: Recorded; isPublic: boolean }[] =>
  [...stack.all(service), ...stack.all('aws:scheduler/schedule:Schedule')].map((resource) => ({
    resource,
    isPublic: JSON.stringify(resource.inputs).includes('"assignPublicIp":true'),
  }));

export const computeRules: Rule[] = [
  {
    id: '25-private-tasks',
    alsoKnownAs: 'CKV_AWS_333, ECS.2',
    title: 'tasks have no public address',
    check: (stack) =>
      networks(stack).flatMap(({ resource, isPublic }) =>
        violation(resource, isPublic && 'has a public address'),
      ),
  },
  {
    id: '26-read-only',
    alsoKnownAs: 'CKV_AWS_336, ECS.5',
    title: 'containers cannot write to their image',
    check: everyContainer(({ readonlyRootFilesystem }) => !readonlyRootFilesystem && 'may write anywhere'),
  },
  {
    id: '27-privileges',
    alsoKnownAs: 'CKV_AWS_334, CKV_AWS_335, ECS.1, ECS.3, ECS.4',
    title: 'containers run as nobody in particular, by themselves',
    check: (stack) => [
      ...everyContainer(
        ({ privileged, user }) =>
          (privileged && 'is privileged') || ((!user || /^(0|root)(:|$)/.test(user)) && 'runs as root'),
      )(stack),
      ...every<{ pidMode?: string }>(
        task,
        ({ pidMode }) => pidMode === 'host' && 'sees foreign processes',
      )(stack),
    ],
  },
  {
    id: '28-secrets',
    alsoKnownAs: 'ECS2, ECS.8',
    title: 'containers get no secret in plain sight',
    check: everyContainer(({ environment }) => {
      const found = environment?.find(
        ({ name, value }) =>
          (secretName.test(name) && !saysWhere.test(name)) || value.includes('PRIVATE KEY'),
      );
      return found && `shows ${found.name}`;
    }),
  },
  {
    id: '29-insights',
    alsoKnownAs: 'CKV_AWS_65, ECS4, ECS.12',
    title: 'clusters have Container Insights',
    check: every<{ settings?: { name: string; value: string }[] }>(
      cluster,
      ({ settings }) =>
        !settings?.some(({ name, value }) => name === 'containerInsights' && value !== 'disabled') &&
        'has no Container Insights',
    ),
  },
  {
    id: '30-two-roles',
    alsoKnownAs: 'CKV_AWS_249',
    title: 'code and ECS do not share a role',
    check: every<{ taskRoleArn?: string; executionRoleArn?: string }>(
      task,
      ({ taskRoleArn, executionRoleArn }) =>
        (!taskRoleArn || taskRoleArn === executionRoleArn) && 'runs its code with the role of ECS',
    ),
  },
  {
    id: '31-platform',
    alsoKnownAs: 'CKV_AWS_332, ECS.10',
    title: 'services run on the newest platform',
    check: every<{ platformVersion?: string }>(
      service,
      ({ platformVersion }) =>
        !['LATEST', '1.4.0'].includes(platformVersion ?? '') && 'runs on an old platform',
    ),
  },
  {
    id: '32-logs',
    alsoKnownAs: 'ECS7, ECS.9',
    title: 'containers log',
    check: everyContainer(({ logConfiguration }) => !logConfiguration && 'logs nowhere'),
  },
  {
    id: '33-sessions',
    alsoKnownAs: 'CKV_AWS_223, CKV_AWS_224',
    title: 'shells in tasks would be on record, encrypted with our key',
    check: every<{
      configuration?: { executeCommandConfiguration?: { logging?: string; kmsKeyId?: string } };
    }>(cluster, ({ configuration }) => {
      const sessions = configuration?.executeCommandConfiguration;
      if (sessions?.logging !== 'OVERRIDE') return 'keeps no record';
      return !sessions.kmsKeyId && 'has no key of its own for the record';
    }),
  },
];
