import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createConnection } from 'mariadb';
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

const secretId = { master: 'images/master', catalog: 'images/catalog', transcode: 'images/transcode' };

/** What RDS and Pulumi leave for the first migration: a master user with its secret, and empty secrets for the others. */
export async function prepareDatabase(cloud: LocalCloud): Promise<void> {
  const password = randomBytes(18).toString('base64url');
  const root = await createConnection({ socketPath: cloud.databaseAdminSocket, user: 'root' });
  await root.query(`CREATE USER 'master'@'%' IDENTIFIED BY '${password}'`);
  await root.query(`GRANT ALL ON *.* TO 'master'@'%' WITH GRANT OPTION`);
  await root.end();
  const secrets = new SecretsManagerClient({
    ...{ region: cloud.region, endpoint: cloud.endpoints.secrets, credentials: cloud.credentials },
  });
  const SecretString = JSON.stringify({ username: 'master', password });
  await secrets.send(new CreateSecretCommand({ Name: secretId.master, SecretString }));
  await secrets.send(new CreateSecretCommand({ Name: secretId.catalog }));
  await secrets.send(new CreateSecretCommand({ Name: secretId.transcode }));
  secrets.destroy();
}

const databaseServer = ({ resources, endpoints }: LocalCloud) => ({
  DATABASE_HOST: '127.0.0.1',
  DATABASE_PORT: new URL(resources.databaseUrls.catalog).port,
  DATABASE_TLS: 'off',
  SECRETS_ENDPOINT: endpoints.secrets,
});

/** The one-off task that migrates. */
export const migration = (cloud: LocalCloud, roleUri: string): ImageProcess => ({
  name: 'migration',
  image: 'database',
  command: ['main.js', 'migrate'],
  env: {
    AWS_REGION: cloud.region,
    AWS_CONTAINER_CREDENTIALS_FULL_URI: roleUri,
    ...databaseServer(cloud),
    MASTER_SECRET_ID: secretId.master,
    CATALOG_SECRET_ID: secretId.catalog,
    TRANSCODE_SECRET_ID: secretId.transcode,
    ORIGINALS_BUCKET: cloud.resources.buckets.originals,
    MEDIA_BUCKET: cloud.resources.buckets.media,
    S3_ENDPOINT: cloud.endpoints.s3,
  },
});

/** What people type; media cookies are signed for it. */
export const publicOriginOf = ({ endpoints }: LocalCloud): string =>
  `http://localhost:${new URL(endpoints.edge).port}`;

/** Every container of the service over a local cloud, with the production environment but for the endpoints. */
export function imageProcesses(
  cloud: LocalCloud,
  ports: ServicePorts,
  roleUri: string,
  workerDirectory: string,
): ImageProcess[] {
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
  const database = (name: 'catalog' | 'transcode') => ({
    ...databaseServer(cloud),
    DATABASE_SECRET_ID: secretId[name],
    DATABASE_NAME: name,
  });
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
      ...database('catalog'),
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
      ...database('transcode'),
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
        WORKER_DIRECTORY: workerDirectory,
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
