import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { here } from './components/resource-policy.ts';
import { createRole } from './components/roles.ts';
import { allow, type Statement } from './components/statement.ts';
import type { Settings } from './settings.ts';

const issuer = 'token.actions.githubusercontent.com';

export type DeployParts = {
  repositories: Record<string, { arn: pulumi.Input<string> }>;
  cluster: { arn: pulumi.Input<string> };
  /** Family of the one-off tasks. */
  databaseFamily: string;
  /** Every task's two roles: what ECS may be given. */
  taskRoles: { arn: pulumi.Input<string> }[];
  /** The schedule that names the newest one-off task, and its role; absent before the first images. */
  rotation?: { name: pulumi.Input<string>; role: { arn: pulumi.Input<string> } } | undefined;
};

type Place = { account: string; region: string };

/**
 * The role that workflows of one repository take to deploy, without any stored key. It can bring new images into
 * service and nothing else: changes of the infrastructure itself are made by a person with their own rights.
 */
export function createDeployRole(settings: Settings, parts: DeployParts) {
  const { repository, environment, stateBucket } = settings;
  if (!repository) return undefined;
  const provider = new aws.iam.OpenIdConnectProvider('github', {
    url: `https://${issuer}`,
    clientIdLists: ['sts.amazonaws.com'],
  });
  const role = createRole('deploy', {
    trust: provider.arn.apply((arn) => trust(arn, repository, environment)),
    statements: pulumi
      .all([
        here(),
        parts.cluster.arn,
        pulumi.all(Object.values(parts.repositories).map(({ arn }) => arn)),
        pulumi.all(parts.taskRoles.map(({ arn }) => arn)),
        parts.rotation && pulumi.all([parts.rotation.name, parts.rotation.role.arn]),
      ])
      .apply(([place, cluster, repositories, taskRoles, rotation]) => [
        ...pushImages(repositories),
        ...bringIntoService(place, cluster, parts.databaseFamily),
        allow('HandTaskRolesOver', ['iam:PassRole'], taskRoles, {
          StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' },
        }),
        ...(rotation ? moveSchedule(place, ...rotation) : []),
        ...readSurroundings(place),
        ...(stateBucket ? keepState(stateBucket) : []),
      ]),
  });
  return { provider, role };
}

/** Only this repository, and only jobs of this environment, whose rules GitHub enforces (reviewers, branches). */
const trust = (provider: string, repository: string, environment: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: provider },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
          StringEquals: {
            [`${issuer}:aud`]: 'sts.amazonaws.com',
            [`${issuer}:sub`]: `repo:${repository}:environment:${environment}`,
          },
        },
      },
    ],
  });

const pushImages = (repositories: string[]): Statement[] => [
  // AWS offers no narrower resource for the token of a registry.
  allow('RegistryLogin', ['ecr:GetAuthorizationToken'], ['*']),
  allow(
    'PushImages',
    [
      'ecr:BatchCheckLayerAvailability',
      'ecr:BatchGetImage',
      'ecr:CompleteLayerUpload',
      'ecr:DescribeImageScanFindings',
      'ecr:DescribeImages',
      'ecr:GetDownloadUrlForLayer',
      'ecr:InitiateLayerUpload',
      'ecr:PutImage',
      'ecr:UploadLayerPart',
    ],
    repositories,
  ),
];

function bringIntoService({ account, region }: Place, cluster: string, databaseFamily: string): Statement[] {
  const ecs = (what: string) => `arn:aws:ecs:${region}:${account}:${what}`;
  const inCluster = { ArnEquals: { 'ecs:cluster': cluster } };
  return [
    allow(
      'RegisterTasks',
      ['ecs:RegisterTaskDefinition', 'ecs:TagResource'],
      [ecs('task-definition/matinee-*:*')],
    ),
    // AWS offers no narrower resource for reading a task definition.
    allow('ReadTasks', ['ecs:DescribeTaskDefinition'], ['*']),
    allow(
      'UpdateServices',
      ['ecs:DescribeServices', 'ecs:ListServiceDeployments', 'ecs:UpdateService'],
      [ecs('service/matinee/matinee-*')],
    ),
    // Pulumi waits for the deployment itself, and fails when ECS goes back to the former one.
    allow(
      'WatchDeployments',
      ['ecs:DescribeServiceDeployments'],
      [ecs('service/matinee/matinee-*'), ecs('service-deployment/matinee/matinee-*/*')],
    ),
    allow('RunDatabaseTask', ['ecs:RunTask'], [ecs(`task-definition/${databaseFamily}:*`)], inCluster),
    allow('WatchDatabaseTask', ['ecs:DescribeTasks', 'ecs:StopTask'], [ecs('task/matinee/*')], inCluster),
    allow(
      'ReadItsLog',
      ['logs:FilterLogEvents', 'logs:GetLogEvents'],
      [`arn:aws:logs:${region}:${account}:log-group:/matinee/database:*`],
    ),
  ];
}

const moveSchedule = ({ account, region }: Place, name: string, role: string): Statement[] => [
  allow(
    'MoveRotationOn',
    ['scheduler:GetSchedule', 'scheduler:UpdateSchedule'],
    [`arn:aws:scheduler:${region}:${account}:schedule/default/${name}`],
  ),
  allow('HandRotationRoleOver', ['iam:PassRole'], [role], {
    StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' },
  }),
];

/** What the program asks before it makes anything; lists that belong to AWS, without narrower resources. */
const readSurroundings = ({ region }: Place): Statement[] => [
  allow(
    'ReadSurroundings',
    ['ec2:DescribeAvailabilityZones', 'ec2:DescribeManagedPrefixLists', 'ec2:GetManagedPrefixListEntries'],
    ['*'],
    { StringEquals: { 'ec2:Region': region } },
  ),
];

/** Pulumi's own state, when it is kept in S3 (`pulumi login s3://…`). */
const keepState = (bucket: string): Statement[] => [
  allow('ListState', ['s3:ListBucket'], [`arn:aws:s3:::${bucket}`]),
  allow(
    'KeepState',
    ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'],
    [`arn:aws:s3:::${bucket}/.pulumi/*`],
  ),
];
