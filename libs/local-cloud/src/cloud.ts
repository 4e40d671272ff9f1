import { join, resolve } from 'node:path';
import { buckets, topics } from '@matinee/contracts';
import { createCognito } from './cognito/cognito.ts';
import { refuseProduction } from './config.ts';
import { startMariaDb, type MariaDb } from './database/mariadb.ts';
import { lockDirectory } from './dir-lock.ts';
import { createEcs } from './ecs/ecs.ts';
import type { Launch } from './ecs/types.ts';
import { createEdge, type ServiceAddresses } from './edge/edge.ts';
import { startQueues, type Queues } from './queues/queues.ts';
import { topology } from './queues/seed.ts';
import { presignGet } from './s3/auth/presign.ts';
import { createS3 } from './s3/server.ts';
import { createSecrets } from './secrets/secrets.ts';
import { seedBuckets } from './seed/buckets.ts';
import {
  cdnKeyPair,
  databaseAccounts,
  databaseOwners,
  databaseSecret,
  trustedKeys,
  type CdnKeyPair,
  type DatabaseOwner,
} from './seed/secrets.ts';
import { codeMail } from './ses/code-mail.ts';
import { createMailHandler } from './ses/mail-handler.ts';
import { createSes } from './ses/ses.ts';
import { cluster, credentials, mailDomain, mailFrom, region, userPool } from './settings.ts';
import { createTogether } from './together.ts';

export type Ports = Record<
  'edge' | 's3' | 'queues' | 'cognito' | 'ses' | 'ecs' | 'secrets' | 'database',
  number
>;

export type LocalCloudOptions = {
  /** All state; a second start over the same folder finds everything again. */
  dir: string;
  /** A port that is missing or 0 is any free one. */
  ports?: Partial<Ports>;
  /** What people type; default: http://localhost and the port of the edge. */
  publicOrigin?: string;
  /** Where the edge finds the services; may be told later by `setServices`. */
  services?: ServiceAddresses;
  /** Starts the process of an ECS task; without it every task fails to start. */
  launch?: Launch;
};

export type LocalCloud = Awaited<ReturnType<typeof startLocalCloud>>;

const PRESIGNED_SECONDS = 300; // used at once by the edge itself

/**
 * Starts S3, SQS + SNS, Cognito, SES, MariaDB and the edge on loopback and makes every bucket, queue, topic,
 * pool and database of the topology. All of it or nothing: when one part cannot start, the others are stopped.
 * Throws a sentence when the folder is in use, a port is taken, or NODE_ENV is production.
 */
export async function startLocalCloud({
  dir: folder,
  ports = {},
  publicOrigin,
  services,
  launch = () => {
    throw new Error('Nobody starts tasks in this local cloud.');
  },
}: LocalCloudOptions) {
  refuseProduction();
  const dir = resolve(folder);
  const together = createTogether();
  const { keep, stop } = together;
  const at = (name: string): string => join(dir, name);
  const port = (name: keyof Ports): number => ports[name] ?? 0;

  try {
    await keep(Promise.resolve(lockDirectory(dir)), async (lock) => lock.release());

    const databaseStarting = keep(
      databaseAccounts(dir).then((databases) =>
        startMariaDb({ dir: at('mariadb'), port: port('database'), databases }),
      ),
      (database) => database.stop(),
    );
    databaseStarting.catch(() => undefined); // awaited last: it takes longest
    const keyPairMaking = cdnKeyPair(dir);
    keyPairMaking.catch(() => undefined);

    const ses = createSes({ file: at('ses.sqlite'), verifiedIdentities: [mailDomain] });
    await keep(Promise.resolve(ses), () => ses.close());
    const cognito = createCognito({
      file: at('cognito.sqlite'),
      region,
      sendCode: (mail) => ses.deliver(codeMail({ ...mail, from: mailFrom })),
    });
    await keep(Promise.resolve(cognito), () => cognito.close());
    cognito.ensurePool(userPool);

    const secrets = createSecrets({ file: at('secrets.sqlite'), region });
    await keep(Promise.resolve(secrets), () => secrets.close());
    for (const { name, user, password } of await databaseAccounts(dir))
      secrets.ensure(databaseSecret(name), JSON.stringify({ username: user, password }));

    const queues = await keep(
      named(
        'SQS and SNS',
        startQueues({ port: port('queues'), dir: at('queues'), accessKeyId, region, topology }),
      ),
      (started) => started.close(),
    );
    const s3 = createS3({
      dir: at('s3'),
      credentials: { [credentials.accessKeyId]: credentials.secretAccessKey },
      region,
      onEvent: (topicArn, event) => queues.publish(topicArn, JSON.stringify(event), 'Amazon S3 Notification'),
    });
    await keep(Promise.resolve(s3), () => s3.close());
    const ecs = createEcs({ region, cluster, launch });
    await keep(Promise.resolve(ecs), () => ecs.close());

    const [secretsAt, s3At, cognitoAt, sesAt, ecsAt, cdn] = await Promise.all([
      named('Secrets Manager', secrets.listen(port('secrets'))),
      named('S3', s3.listen(port('s3'))),
      named('Cognito', cognito.listen(port('cognito'))),
      named('SES', ses.listen(port('ses'))),
      named('ECS', ecs.listen(port('ecs'))),
      keyPairMaking,
    ]);
    const edge = createEdge({
      services,
      publicOrigin,
      trustedKeys: await trustedKeys(dir),
      mail: createMailHandler(ses.store),
      presign: (key) =>
        presignGet({
          ...{ endpoint: s3At.url, bucket: buckets.media, key, credentials, region },
          expiresInSeconds: PRESIGNED_SECONDS,
        }),
    });
    await keep(Promise.resolve(edge), () => edge.close());
    const edgeAt = await named('The edge', edge.listen(port('edge')));
    await seedBuckets(s3At.url, {
      publicOrigins: spellings(publicOrigin ?? `http://localhost:${edgeAt.port}`),
      uploadsTopicArn: queues.topicArn(topics.uploads),
    });
    const database = await databaseStarting;

    return {
      region,
      credentials,
      endpoints: {
        s3: s3At.url,
        sqs: queues.url,
        sns: queues.url,
        cognito: cognitoAt.url,
        ses: sesAt.url,
        ecs: ecsAt.url,
        secrets: secretsAt.url,
        edge: edgeAt.url,
      },
      resources: resourcesOf(database, queues, cdn),
      /** Process id of the database server; it comes back by itself when it is killed. */
      databasePid: database.pid,
      /** Socket of MariaDB's root; for tests that make databases of their own. */
      databaseAdminSocket: database.adminSocket,
      /** Planned failures of S3. */
      faults: { s3: s3.faults },
      cognito: { ensureUser: cognito.ensureUser },
      /** Services of the cluster; `stopTasks` ends what they run while the rest of the cloud is still there. */
      ecs: { createService: ecs.createService, stopTasks: ecs.stopTasks },
      setServices: edge.setServices,
      /** Addresses of a service that the edge sends requests to now. */
      healthy: edge.healthy,
      stop,
    };
  } catch (error) {
    await stop().catch(() => undefined);
    throw error;
  }
}

const { accessKeyId } = credentials;

const resourcesOf = (database: MariaDb, queues: Queues, cdn: CdnKeyPair) => ({
  buckets,
  /** By queue name, dead-letter queues included. */
  queueUrls: Object.fromEntries(
    Object.values(topology.queues)
      .flatMap(({ name, deadLetter }) => [name, deadLetter])
      .map((name) => [name, queues.queueUrl(name)]),
  ),
  /** By topic name. */
  topicArns: Object.fromEntries(Object.values(topology.topics).map((name) => [name, queues.topicArn(name)])),
  userPoolId: userPool.poolId,
  userPoolClientId: userPool.clientId,
  cluster,
  mailFrom,
  databaseUrls: Object.fromEntries(databaseOwners.map((owner) => [owner, database.url(owner)])) as Record<
    DatabaseOwner,
    string
  >,
  /** Names of the secrets with the user name and password for each database. */
  databaseSecretIds: Object.fromEntries(
    databaseOwners.map((owner) => [owner, databaseSecret(owner)]),
  ) as Record<DatabaseOwner, string>,
  /** What signs media cookies; PEM. */
  cdn: { keyPairId: cdn.id, publicKey: cdn.publicKey, privateKey: cdn.privateKey },
});

/** localhost and 127.0.0.1 are two origins to a browser and one place to a person. */
function spellings(origin: string): string[] {
  const other = { localhost: '127.0.0.1', '127.0.0.1': 'localhost' }[new URL(origin).hostname];
  return other ? [origin, origin.replace(/\/\/[^:/]+/, `//${other}`)] : [origin];
}

/** Turns "address in use" into a sentence that says whose port it is. */
const named = <T>(what: string, starting: Promise<T>): Promise<T> =>
  starting.catch((error: NodeJS.ErrnoException & { port?: number }) => {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new Error(`${what} cannot listen: port ${error.port} is taken by another program.`, {
      cause: error,
    });
  });
