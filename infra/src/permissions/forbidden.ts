import { buckets, queues, topics } from '@matinee/contracts';
import { mockAccount } from '../mock-cloud.ts';
import { regional } from './arns.ts';

/** Action and resource, as in recorded calls or as an ARN. */
export type Forbidden = readonly [action: string, resource: string];

const { originals, media } = buckets;
const original = `${originals}/{ownerId}/{videoKey}/source`;
const segment = `${media}/{videoKey}/{attempt}/v{height}/{index}.m4s`;
const each = (action: string, resources: readonly string[]): Forbidden[] =>
  resources.map((resource) => [action, resource] as const);
const allQueues = Object.values(queues).map(({ name }) => name);
const others = (...own: string[]) => allQueues.filter((name) => !own.includes(name));
const secrets = [
  'matinee/database/catalog',
  'matinee/database/transcode',
  'matinee/upload-token',
  'matinee/worker-token',
  'matinee/media-keys',
];
const foreign = (...own: string[]) => secrets.filter((name) => !own.includes(name));
const workerService = regional('ecs', 'service/matinee/matinee-worker');

/** What no code of ours may ever do, whichever task it runs in: the ways to take over or to lose everything. */
export const forbiddenToAll: readonly Forbidden[] = [
  ['iam:CreateUser', `arn:aws:iam::${mockAccount}:user/somebody`],
  ['iam:CreateAccessKey', `arn:aws:iam::${mockAccount}:user/somebody`],
  ['iam:PutRolePolicy', `arn:aws:iam::${mockAccount}:role/matinee-upload-task`],
  ['iam:AttachRolePolicy', `arn:aws:iam::${mockAccount}:role/matinee-upload-task`],
  ['iam:PassRole', `arn:aws:iam::${mockAccount}:role/matinee-deploy`],
  ['sts:AssumeRole', `arn:aws:iam::${mockAccount}:role/matinee-deploy`],
  ...[originals, media].flatMap((bucket) =>
    ['s3:DeleteBucket', 's3:PutBucketPolicy', 's3:PutLifecycleConfiguration', 's3:PutBucketCORS'].map(
      (action) => [action, bucket] as const,
    ),
  ),
  ['s3:PutObjectAcl', original],
  ['s3:DeleteObjectVersion', original],
  ['s3:BypassGovernanceRetention', original],
  ['ecs:RunTask', regional('ecs', 'task-definition/matinee-worker:1')],
  ['ecs:StopTask', regional('ecs', 'task/matinee/0123456789abcdef0123456789abcdef')],
  ['ecs:ExecuteCommand', regional('ecs', 'task/matinee/0123456789abcdef0123456789abcdef')],
  ['ecs:UpdateService', regional('ecs', 'service/matinee/matinee-auth')],
  ['ecs:UpdateService', regional('ecs', 'service/other/matinee-worker')],
  ['ecs:RegisterTaskDefinition', '*'],
  ...each('sqs:PurgeQueue', allQueues),
  ...each('sqs:DeleteQueue', allQueues),
  ...each('sqs:SetQueueAttributes', allQueues),
  ...each('sns:Subscribe', Object.values(topics)),
  ...each('sns:Publish', [topics.uploads]),
  ...each('secretsmanager:DeleteSecret', secrets),
  ...each('secretsmanager:PutResourcePolicy', secrets),
  ['rds:DeleteDBInstance', regional('rds', 'db:matinee')],
  ['rds:ModifyDBInstance', regional('rds', 'db:matinee')],
  ['kms:ScheduleKeyDeletion', regional('kms', 'key/key')],
  ['logs:DeleteLogGroup', regional('logs', 'log-group:/matinee/catalog')],
  ['cloudfront:UpdateDistribution', `arn:aws:cloudfront::${mockAccount}:distribution/matinee`],
  ['cognito-idp:AdminSetUserPassword', regional('cognito-idp', 'userpool/us-east-1_Mock00001')],
  ['cognito-idp:AdminGetUser', regional('cognito-idp', 'userpool/us-east-1_Mock00001')],
  ['cognito-idp:ListUsers', regional('cognito-idp', 'userpool/us-east-1_Mock00001')],
];

/** What the others are there for; written by hand, so that a wide grant shows even where nobody uses it. */
export const forbiddenTo: Record<string, readonly Forbidden[]> = {
  auth: [
    ...each('s3:GetObject', [original, segment]),
    ...each('s3:ListBucket', [originals, media]),
    ...each('sqs:ReceiveMessage', allQueues),
    ...each('sqs:SendMessage', allQueues),
    ...each('secretsmanager:GetSecretValue', secrets),
  ],
  catalog: [
    ['s3:GetObject', original],
    ['s3:GetObject', segment],
    ...each('s3:PutObject', [original, segment]),
    ...each('s3:DeleteObject', [original, segment]),
    ...each('s3:ListBucket', [originals, media]),
    ...each('sqs:ReceiveMessage', others(queues.catalogVideoEvents.name)),
    ...each('sqs:DeleteMessage', others(queues.catalogVideoEvents.name)),
    ...each('sqs:SendMessage', allQueues),
    ['sns:Publish', topics.videoEvents],
    ...each('secretsmanager:GetSecretValue', foreign('matinee/database/catalog')),
    ['secretsmanager:PutSecretValue', 'matinee/database/catalog'],
    ['ecs:UpdateService', workerService],
  ],
  upload: [
    ['s3:DeleteObject', original],
    ['s3:PutObject', `${originals}/somewhere/else`],
    ['s3:GetObject', `${originals}/{ownerId}/{videoKey}/other`],
    ...each('s3:GetObject', [segment]),
    ...each('s3:PutObject', [segment]),
    ...each('s3:DeleteObject', [segment]),
    ['s3:ListBucket', media],
    ...each('sqs:ReceiveMessage', allQueues),
    ...each('sqs:SendMessage', allQueues),
    ...each('sns:Publish', Object.values(topics)),
    ...each('secretsmanager:GetSecretValue', secrets),
    ['ecs:UpdateService', workerService],
  ],
  transcode: [
    ['s3:GetObject', original],
    ['s3:PutObject', original],
    ['s3:GetObject', segment],
    ['s3:PutObject', segment],
    ['s3:DeleteObject', `${originals}/{ownerId}/other`],
    ...each('sqs:ReceiveMessage', others(queues.transcodeIntake.name)),
    ...each('sqs:SendMessage', [queues.transcodeIntake.name, queues.catalogVideoEvents.name]),
    ['sns:Publish', topics.catalogEvents],
    ...each('secretsmanager:GetSecretValue', foreign('matinee/database/transcode')),
    ['secretsmanager:PutSecretValue', 'matinee/database/transcode'],
  ],
  // Runs ffmpeg on what strangers sent: assume it is taken over one day.
  worker: [
    ['s3:DeleteObject', original],
    ['s3:PutObject', original],
    ['s3:DeleteObject', segment],
    ...each('sqs:ReceiveMessage', others(queues.transcodeFast.name, queues.transcodeBulk.name)),
    ...each('sqs:SendMessage', allQueues),
    ...each('sns:Publish', Object.values(topics)),
    ...each('secretsmanager:GetSecretValue', secrets),
    ['ecs:UpdateService', workerService],
  ],
  web: [
    ...each('s3:GetObject', [original, segment]),
    ...each('s3:PutObject', [original, segment]),
    ...each('s3:ListBucket', [originals, media]),
    ...each('sqs:ReceiveMessage', allQueues),
    ...each('sqs:SendMessage', allQueues),
    ...each('sns:Publish', Object.values(topics)),
    ...each('secretsmanager:GetSecretValue', secrets),
    ['ecs:DescribeServices', workerService],
  ],
  // Sees every database, but only from inside the network; the objects it may look at, never change.
  database: [
    ...each('s3:PutObject', [original, segment]),
    ...each('s3:DeleteObject', [original, segment]),
    ...each('sqs:ReceiveMessage', allQueues),
    ...each('sqs:SendMessage', allQueues),
    ...each('sns:Publish', Object.values(topics)),
    ...each('secretsmanager:GetSecretValue', [
      'matinee/upload-token',
      'matinee/worker-token',
      'matinee/media-keys',
    ]),
    ['ecs:UpdateService', workerService],
  ],
};
