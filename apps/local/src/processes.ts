import { queues, topics } from '@matinee/contracts';
import type { LocalCloud } from '@matinee/local-cloud';
import { join } from 'node:path';
import type { LocalOptions } from './options.ts';
import type { Secrets } from './secrets.ts';
import { workerServices } from './workers.ts';

export type ProcessSpec = {
  name: string;
  /** Script, relative to the checkout. */
  script: string;
  env: Record<string, string>;
  /** Answers 200 when the process is ready; none for the worker. */
  readyUrl?: string;
};

/**
 * Every process of the service with its environment: what ECS task definitions are on AWS. Workers come and go through
 * ECS; all others run as long as the stack.
 */
export function processSpecs(
  cloud: LocalCloud,
  options: LocalOptions,
  secrets: Secrets,
): { services: ProcessSpec[]; worker: ProcessSpec } {
  const { endpoints, resources, credentials, region } = cloud;
  const { ports, publicOrigin } = options;
  const at = (port: number) => `http://127.0.0.1:${port}`;
  const queueUrl = (queue: { name: string }) => resources.queueUrls[queue.name]!;

  const common = {
    NODE_ENV: 'development',
    HOST: '127.0.0.1',
    LOG_LEVEL: 'info',
    DOCS: 'true',
    PUBLIC_ORIGIN: publicOrigin,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    COGNITO_USER_POOL_ID: resources.userPoolId,
    COGNITO_CLIENT_ID: resources.userPoolClientId,
    COGNITO_ENDPOINT: endpoints.cognito,
  };
  const storage = {
    S3_ENDPOINT: endpoints.s3,
    ORIGINALS_BUCKET: resources.buckets.originals,
    MEDIA_BUCKET: resources.buckets.media,
  };
  const database = (owner: 'catalog' | 'transcode') => {
    const { hostname, port, pathname } = new URL(resources.databaseUrls[owner]);
    return {
      DATABASE_SECRET_ID: resources.databaseSecretIds[owner],
      DATABASE_HOST: hostname,
      DATABASE_PORT: port,
      DATABASE_NAME: pathname.slice(1),
      DATABASE_TLS: 'off',
      SECRETS_ENDPOINT: endpoints.secrets,
    };
  };
  const messaging = { SQS_ENDPOINT: endpoints.sqs, SNS_ENDPOINT: endpoints.sns };
  const work = {
    TRANSCODE_FAST_QUEUE_URL: queueUrl(queues.transcodeFast),
    TRANSCODE_BULK_QUEUE_URL: queueUrl(queues.transcodeBulk),
    WORKER_TOKEN: secrets.workerToken,
  };
  const service = (
    name: 'auth' | 'catalog' | 'upload' | 'transcode',
    env: Record<string, string>,
  ): ProcessSpec => ({
    name,
    script: `apps/${name}-service/dist/main.js`,
    env: { ...common, PORT: String(ports[name]), ...env },
    readyUrl: `${at(ports[name])}/readyz`,
  });

  const services: ProcessSpec[] = [
    // The answer floor hides which addresses exist; a laptop need not wait as long as the internet.
    // Everybody on a laptop has one address, test suites included.
    service('auth', { ANSWER_FLOOR_MS: '150', RATE_PER_IP: '1000' }),
    service('catalog', {
      ...storage,
      ...messaging,
      ...database('catalog'),
      AUTH_URL: at(ports.auth),
      UPLOAD_TOKEN_SECRET: secrets.uploadToken,
      CATALOG_VIDEO_EVENTS_QUEUE_URL: queueUrl(queues.catalogVideoEvents),
      CATALOG_EVENTS_TOPIC_ARN: resources.topicArns[topics.catalogEvents]!,
      MEDIA_KEY_PAIR_ID: resources.cdn.keyPairId,
      MEDIA_PRIVATE_KEY: resources.cdn.privateKey,
    }),
    service('upload', { ...storage, UPLOAD_TOKEN_SECRET: secrets.uploadToken, UPLOADS_PER_PERSON: '1000' }),
    service('transcode', {
      ...storage,
      ...messaging,
      ...work,
      ...database('transcode'),
      TRANSCODE_INTAKE_QUEUE_URL: queueUrl(queues.transcodeIntake),
      VIDEO_EVENTS_TOPIC_ARN: resources.topicArns[topics.videoEvents]!,
      ECS_ENDPOINT: endpoints.ecs,
      WORKER_CLUSTER: resources.cluster,
      WORKER_SERVICE_SPOT: workerServices.spot,
      WORKER_SERVICE_ON_DEMAND: workerServices.onDemand,
      // A worker has a slot for every core already.
      WORKERS_MOST: '1',
    }),
    {
      name: 'web',
      script: 'apps/web/scripts/standalone.mjs',
      env: {
        NODE_ENV: 'production',
        HOST: '127.0.0.1',
        PORT: String(ports.web),
        API_ORIGIN: at(ports.edge),
        UPLOAD_ORIGIN: endpoints.s3,
      },
      readyUrl: `${at(ports.web)}/login`,
    },
  ];
  const worker: ProcessSpec = {
    name: 'worker',
    script: 'apps/transcode-service/dist/worker.js',
    env: {
      ...common,
      ...storage,
      ...messaging,
      ...work,
      TRANSCODE_URL: at(ports.transcode),
      WORKER_DIRECTORY: join(options.data, 'work'),
      // A Mac has no limits to give; the worker says so.
      SANDBOX: 'best-effort',
    },
  };
  const logged = (spec: ProcessSpec) => ({ ...spec, env: { ...spec.env, ...callLog(options, spec.name) } });
  return { services: services.map(logged), worker: logged(worker) };
}

const callLog = ({ awsCalls }: LocalOptions, name: string): Record<string, string> =>
  awsCalls ? { AWS_CALL_LOG: join(awsCalls, `${name}.jsonl`) } : {};
