import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { queues, topics } from '@matinee/contracts';
import type { LocalCloud } from '@matinee/local-cloud';
import type { Deployable } from '../../infra/src/deployables.ts';

export type ImageProcess = {
  name: string;
  image: Deployable;
  /** As in the task definition: the entry and its arguments. */
  command: string[];
  env: Record<string, string>;
};

export type ServicePorts = Record<'auth' | 'catalog' | 'upload' | 'transcode' | 'web', number>;

/**
 * A stand-in for the address at which ECS hands out the credentials of the task role. Containers get no keys in their
 * environment, so the credential chain inside the bundle has to work.
 */
export async function taskRole(
  credentials: LocalCloud['credentials'],
): Promise<{ uri: string; server: Server }> {
  const answer = {
    RoleArn: 'arn:aws:iam::000000000000:role/matinee-task',
    AccessKeyId: credentials.accessKeyId,
    SecretAccessKey: credentials.secretAccessKey,
    Token: '',
    Expiration: new Date(Date.now() + 6 * 3600_000).toISOString(),
  };
  const server = createServer((_request, response) =>
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer)),
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { uri: `http://127.0.0.1:${(server.address() as AddressInfo).port}/task-role`, server };
}

/** What people type; media cookies are signed for it. */
export const publicOriginOf = ({ endpoints }: LocalCloud): string =>
  `http://localhost:${new URL(endpoints.edge).port}`;

/** Every container of the service over a local cloud, with the production environment but for the endpoints. */
export function imageProcesses(cloud: LocalCloud, ports: ServicePorts, roleUri: string): ImageProcess[] {
  const { endpoints, resources, region } = cloud;
  const at = (port: number) => `http://127.0.0.1:${port}`;
  const publicOrigin = publicOriginOf(cloud);
  const queueUrl = ({ name }: { name: string }) => resources.queueUrls[name]!;
  const uploadToken = randomBytes(32).toString('base64url');
  const common = {
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    LOG_LEVEL: 'info',
    PUBLIC_ORIGIN: publicOrigin,
    AWS_REGION: region,
    AWS_CONTAINER_CREDENTIALS_FULL_URI: roleUri,
    COGNITO_USER_POOL_ID: resources.userPoolId,
    COGNITO_CLIENT_ID: resources.userPoolClientId,
    COGNITO_ENDPOINT: endpoints.cognito,
  };
  const storage = {
    S3_ENDPOINT: endpoints.s3,
    ORIGINALS_BUCKET: resources.buckets.originals,
    MEDIA_BUCKET: resources.buckets.media,
  };
  const messaging = { SQS_ENDPOINT: endpoints.sqs, SNS_ENDPOINT: endpoints.sns };
  const work = {
    TRANSCODE_FAST_QUEUE_URL: queueUrl(queues.transcodeFast),
    TRANSCODE_BULK_QUEUE_URL: queueUrl(queues.transcodeBulk),
    WORKER_TOKEN: randomBytes(32).toString('base64url'),
  };
  const service = (
    name: Exclude<Deployable, 'database' | 'web'>,
    env: Record<string, string>,
  ): ImageProcess => ({
    name,
    image: name,
    command: ['main.js'],
    env: { ...common, PORT: String(ports[name]), ...env },
  });
  return [
    service('auth', { ANSWER_FLOOR_MS: '150' }),
    service('catalog', {
      ...storage,
      ...messaging,
      DATABASE_URL: resources.databaseUrls.catalog,
      AUTH_URL: at(ports.auth),
      UPLOAD_TOKEN_SECRET: uploadToken,
      CATALOG_VIDEO_EVENTS_QUEUE_URL: queueUrl(queues.catalogVideoEvents),
      CATALOG_EVENTS_TOPIC_ARN: resources.topicArns[topics.catalogEvents]!,
      MEDIA_KEY_PAIR_ID: resources.cdn.keyPairId,
      MEDIA_PRIVATE_KEY: resources.cdn.privateKey,
    }),
    service('upload', { ...storage, UPLOAD_TOKEN_SECRET: uploadToken }),
    service('transcode', {
      ...storage,
      ...messaging,
      ...work,
      DATABASE_URL: resources.databaseUrls.transcode,
      TRANSCODE_INTAKE_QUEUE_URL: queueUrl(queues.transcodeIntake),
      VIDEO_EVENTS_TOPIC_ARN: resources.topicArns[topics.videoEvents]!,
    }),
    {
      name: 'worker',
      image: 'transcode',
      command: ['worker.js'],
      env: {
        ...common,
        ...storage,
        ...messaging,
        ...work,
        TRANSCODE_URL: at(ports.transcode),
        WORKER_DIRECTORY: '/tmp/work',
      },
    },
    {
      name: 'web',
      image: 'web',
      command: ['main.js'],
      env: {
        NODE_ENV: 'production',
        HOST: '127.0.0.1',
        PORT: String(ports.web),
        API_ORIGIN: endpoints.edge,
        PUBLIC_ORIGIN: publicOrigin,
        UPLOAD_ORIGIN: endpoints.s3,
      },
    },
  ];
}
