import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createConnection } from 'mariadb';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import type { LocalCloud } from '@matinee/local-cloud';
import { inContainers } from '../../apps/local/src/env-files.ts';
import { readOptions } from '../../apps/local/src/options.ts';
import { processSpecs, type ProcessSpec } from '../../apps/local/src/processes.ts';
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

/** What differs from the same processes of `npm start`: production, no keys in the environment, users of our own. */
const inImage = (
  { name, env }: ProcessSpec,
  roleUri: string,
  more: Record<string, string>,
): Record<string, string> => {
  const changed: Record<string, string | undefined> = {
    ...env,
    ...inContainers,
    AWS_ACCESS_KEY_ID: undefined,
    AWS_SECRET_ACCESS_KEY: undefined,
    ...(name !== 'web' && { AWS_CONTAINER_CREDENTIALS_FULL_URI: roleUri }),
    ...((name === 'catalog' || name === 'transcode') && { DATABASE_SECRET_ID: secretId[name] }),
    ...more,
  };
  return Object.fromEntries(
    Object.entries(changed).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
};

/** Every container of the service over a local cloud, with the production environment but for the endpoints. */
export function imageProcesses(
  cloud: LocalCloud,
  ports: ServicePorts,
  roleUri: string,
  workerDirectory: string,
): ImageProcess[] {
  const publicOrigin = publicOriginOf(cloud);
  const options = readOptions(['--no-demo'], tmpdir());
  const edge = Number(new URL(publicOrigin).port);
  const secret = () => randomBytes(32).toString('base64url');
  const { services, worker } = processSpecs(
    cloud,
    { ...options, publicOrigin, ports: { ...options.ports, ...ports, edge } },
    { uploadToken: secret(), workerToken: secret() },
  );
  const image = (spec: ProcessSpec, command = 'main.js', more = {}): ImageProcess => ({
    name: spec.name,
    image: (spec === worker ? 'transcode' : spec.name) as Deployable,
    command: [command],
    env: inImage(spec, roleUri, more),
  });
  return [
    ...services.map((spec) =>
      image(spec, 'main.js', spec.name === 'web' ? { PUBLIC_ORIGIN: publicOrigin } : {}),
    ),
    image(worker, 'worker.js', { WORKER_DIRECTORY: workerDirectory }),
  ];
}
