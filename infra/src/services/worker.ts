import { allow } from '../components/statement.ts';
import { token } from './environment.ts';
import type { Part } from './part.ts';
import { consume } from './permissions.ts';

/** One task definition, two services: Spot does the work, on-demand stands in when Spot has no capacity. */
export const workerServices = { spot: 'matinee-worker', onDemand: 'matinee-worker-on-demand' } as const;

export const worker: Part = {
  name: 'worker',
  image: 'transcode',
  command: ['worker.js'],
  environment: (facts) => ({
    NODE_ENV: 'production',
    AWS_REGION: facts.region,
    MEDIA_BUCKET: facts.buckets.media.name,
    TRANSCODE_FAST_QUEUE_URL: facts.queues.transcodeFast.url,
    TRANSCODE_BULK_QUEUE_URL: facts.queues.transcodeBulk.url,
    TRANSCODE_URL: facts.internalOrigin,
    WORKER_DIRECTORY: '/tmp/work',
  }),
  secrets: ({ secrets }) => {
    const { WORKER_TOKEN } = token('WORKER_TOKEN', secrets.workerToken);
    return { WORKER_TOKEN: WORKER_TOKEN! };
  },
  statements: (facts) => {
    const { originals, media } = facts.buckets;
    return [
      ...consume('Worker', facts, ['transcodeFast', 'transcodeBulk']),
      allow('WorkerReadOriginals', ['s3:GetObject'], [`${originals.arn}/*/*/source`]),
      allow('WorkerMedia', ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload'], [`${media.arn}/*/*`]),
      // Without it S3 answers for what is not there with 403 instead of 404.
      allow('WorkerSeeMissing', ['s3:ListBucket'], [originals.arn, media.arn]),
      // ECS's agent asks this in the name of the task.
      allow(
        'WorkerProtectItself',
        ['ecs:GetTaskProtection', 'ecs:UpdateTaskProtection'],
        [`arn:aws:ecs:${facts.region}:${facts.account}:task/${facts.cluster.name}/*`],
      ),
    ];
  },
};
