import * as pulumi from '@pulumi/pulumi';
import { here } from '../components/resource-policy.ts';
import type { Cluster } from '../cluster.ts';
import type { Database } from '../database.ts';
import type { Identity } from '../identity.ts';
import type { Keys } from '../keys.ts';
import type { Messaging } from '../messaging.ts';
import type { Secrets } from '../secrets.ts';
import type { Settings } from '../settings.ts';
import type { Storage } from '../storage.ts';
import type { Facts } from './facts.ts';

export type Sources = {
  settings: Settings;
  keys: Keys;
  secrets: Secrets;
  database: Database;
  storage: Storage;
  messaging: Messaging;
  identity: Identity;
  cluster: Cluster;
  publicOrigin: pulumi.Input<string>;
  internalOrigin: pulumi.Input<string>;
  /** Absent until media keys are known; nothing that needs it runs before. */
  mediaKeyPairId?: pulumi.Input<string> | undefined;
};

type Bucket = Storage['originals'];
const bucket = ({ bucket, arn }: Bucket) => ({
  name: bucket.id,
  arn,
  origin: pulumi.interpolate`https://${bucket.bucketRegionalDomainName}`,
});

type Queue = Messaging['queues']['transcodeIntake'];
const queue = ({ queue, deadLetter }: Queue) => ({
  url: queue.id,
  arn: queue.arn,
  deadLetterArn: deadLetter.arn,
});

/** Every fact, known as soon as its resources are. */
export function gatherFacts(sources: Sources): pulumi.Output<Facts> {
  const { settings, keys, secrets, database, storage, identity, cluster } = sources;
  const { queues, topics } = sources.messaging;
  return pulumi
    .all([
      here(),
      {
        publicOrigin: sources.publicOrigin,
        internalOrigin: sources.internalOrigin,
        cluster: { name: cluster.cluster.name, arn: cluster.cluster.arn },
        database: { address: database.address, port: String(database.port) },
        secrets: {
          master: database.masterSecretArn,
          databaseCatalog: secrets.databaseCatalog.arn,
          databaseTranscode: secrets.databaseTranscode.arn,
          uploadToken: secrets.uploadToken.arn,
          workerToken: secrets.workerToken.arn,
          mediaKeys: secrets.mediaKeys.arn,
        },
        key: keys.key?.arn,
        buckets: { originals: bucket(storage.originals), media: bucket(storage.media) },
        queues: {
          transcodeIntake: queue(queues.transcodeIntake),
          transcodeFast: queue(queues.transcodeFast),
          transcodeBulk: queue(queues.transcodeBulk),
          catalogVideoEvents: queue(queues.catalogVideoEvents),
        },
        topics: {
          uploads: topics.uploads.arn,
          videoEvents: topics.videoEvents.arn,
          catalogEvents: topics.catalogEvents.arn,
        },
        userPool: { id: identity.pool.id, clientId: identity.client.id },
        mediaSigning: { key: settings.mediaSigningKey, keyPairId: sources.mediaKeyPairId ?? '' },
        workersMost: settings.profile.worker.most,
      },
    ])
    .apply(([place, facts]) => ({ ...place, ...facts }));
}
