import { allow } from '../components/statement.ts';
import { common, database, token } from './environment.ts';
import type { Facts } from './facts.ts';
import type { Part } from './part.ts';
import { consume, readDatabaseSecret } from './permissions.ts';
import { workerServices } from './worker.ts';

const workerServiceArns = ({ account, region, cluster }: Facts) =>
  Object.values(workerServices).map(
    (name) => `arn:aws:ecs:${region}:${account}:service/${cluster.name}/${name}`,
  );

export const transcode: Part = {
  name: 'transcode',
  image: 'transcode',
  environment: (facts) => ({
    ...common(facts),
    ...database(facts, 'transcode'),
    ORIGINALS_BUCKET: facts.buckets.originals.name,
    MEDIA_BUCKET: facts.buckets.media.name,
    TRANSCODE_INTAKE_QUEUE_URL: facts.queues.transcodeIntake.url,
    TRANSCODE_FAST_QUEUE_URL: facts.queues.transcodeFast.url,
    TRANSCODE_BULK_QUEUE_URL: facts.queues.transcodeBulk.url,
    VIDEO_EVENTS_TOPIC_ARN: facts.topics.videoEvents,
    WORKER_CLUSTER: facts.cluster.name,
    WORKER_SERVICE_SPOT: workerServices.spot,
    WORKER_SERVICE_ON_DEMAND: workerServices.onDemand,
    WORKERS_MOST: String(facts.workersMost),
  }),
  secrets: ({ secrets }) => token('WORKER_TOKEN', secrets.workerToken),
  statements: (facts) => [
    ...readDatabaseSecret('Transcode', facts, facts.secrets.databaseTranscode),
    ...consume('Transcode', facts, ['transcodeIntake']),
    allow(
      'TranscodeEnqueue',
      ['sqs:SendMessage'],
      [facts.queues.transcodeFast.arn, facts.queues.transcodeBulk.arn],
    ),
    allow('TranscodePublish', ['sns:Publish'], [facts.topics.videoEvents]),
    allow('TranscodeWakeWorkers', ['ecs:DescribeServices', 'ecs:UpdateService'], workerServiceArns(facts), {
      ArnEquals: { 'ecs:cluster': facts.cluster.arn },
    }),
    // What belongs to deleted videos and lost attempts.
    allow('TranscodeListMedia', ['s3:ListBucket'], [facts.buckets.media.arn]),
    allow(
      'TranscodeRemove',
      ['s3:DeleteObject'],
      [`${facts.buckets.media.arn}/*/*`, `${facts.buckets.originals.arn}/*/*/source`],
    ),
  ],
};
