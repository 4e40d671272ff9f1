import { join, resolve } from 'node:path';
import { createCognito } from './cognito/cognito.ts';
import { refuseProduction } from './config.ts';
import { startMariaDb, type MariaDb } from './database/mariadb.ts';
import { lockDirectory } from './dir-lock.ts';
import { startQueues, type Queues } from './queues/queues.ts';
import { topology } from './queues/seed.ts';
import { cdnKeyPair, databaseAccounts, databaseOwners, type DatabaseOwner } from './seed/secrets.ts';
import { codeMail } from './ses/code-mail.ts';
import { createSes } from './ses/ses.ts';
import { buckets } from '@matinee/contracts';

export type Ports = Record<'edge' | 's3' | 'queues' | 'cognito' | 'ses' | 'database', number>;

export type LocalCloudOptions = { dir: string; ports?: Partial<Ports>; publicOrigin?: string };

export type LocalCloud = Awaited<ReturnType<typeof startLocalCloud>>;

export const region = 'us-east-1';
export const credentials = { accessKeyId: 'local', secretAccessKey: 'local-secret' } as const;
const pool = { poolId: 'us-east-1_matinee00', clientId: 'matineelocalclient00000000' } as const;

export async function startLocalCloud({ dir: folder, ports = {} }: LocalCloudOptions) {
  refuseProduction();
  const dir = resolve(folder);
  const lock = lockDirectory(dir);
  const port = (name: keyof Ports): number => ports[name] ?? 0;
  const [database, queues, cdn] = await Promise.all([
    databaseAccounts(dir).then((databases) =>
      startMariaDb({ dir: join(dir, 'mariadb'), port: port('database'), databases }),
    ),
    startQueues({
      port: port('queues'),
      dir: join(dir, 'queues'),
      accessKeyId: credentials.accessKeyId,
      topology,
    }),
    cdnKeyPair(dir),
  ]);
  const ses = createSes({ file: join(dir, 'ses.sqlite') });
  const cognito = createCognito({
    file: join(dir, 'cognito.sqlite'),
    sendCode: async (mail) => ses.deliver(codeMail(mail)),
  });
  const sesAt = await ses.listen(port('ses'));
  const cognitoAt = await cognito.listen(port('cognito'));
  return {
    region,
    credentials,
    endpoints: { s3: '', sqs: queues.url, sns: queues.url, cognito: cognitoAt.url, ses: sesAt.url, edge: '' },
    resources: resourcesOf(database, queues, cdn),
    databaseAdminSocket: database.adminSocket,
    stop: async () => {
      await Promise.all([database.stop(), queues.close(), ses.close(), cognito.close()]);
      lock.release();
    },
  };
}

type Cdn = Awaited<ReturnType<typeof cdnKeyPair>>;

const resourcesOf = (database: MariaDb, queues: Queues, cdn: Cdn) => ({
  buckets,
  queueUrls: Object.fromEntries(
    Object.values(topology.queues).map(({ name }) => [name, queues.queueUrl(name)]),
  ),
  topicArns: Object.fromEntries(Object.values(topology.topics).map((name) => [name, queues.topicArn(name)])),
  userPoolId: pool.poolId,
  userPoolClientId: pool.clientId,
  databaseUrls: Object.fromEntries(databaseOwners.map((owner) => [owner, database.url(owner)])) as Record<
    DatabaseOwner,
    string
  >,
  cdn: { keyPairId: cdn.id, publicKey: cdn.publicKey, privateKey: cdn.privateKey },
});
