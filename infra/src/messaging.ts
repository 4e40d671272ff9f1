import { queues, topics } from '@matinee/contracts';
import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { Queue } from './components/queue.ts';
import { here, resourcePolicy, tlsOnly, type ResourceStatement } from './components/resource-policy.ts';
import type { Keys } from './keys.ts';
import type { Storage } from './storage.ts';

/** Topics, queues and what flows between them, from the one topology. */
export function createMessaging({ originals }: Storage, { key }: Keys = {}) {
  // S3 may not use AWS's key for SNS, only one whose policy names it: without a key of ours this topic is not
  // encrypted, and holds names of objects. The others use AWS's, which asks nothing of those who publish.
  const encryption = (name: string) => (name === topics.uploads ? key?.arn : 'alias/aws/sns');
  const topic = (name: string) => {
    const kmsMasterKeyId = encryption(name);
    return new aws.sns.Topic(name, { name, ...(kmsMasterKeyId && { kmsMasterKeyId }) });
  };
  const uploads = topic(topics.uploads);
  const videoEvents = topic(topics.videoEvents);
  const catalogEvents = topic(topics.catalogEvents);
  const byName: Record<string, aws.sns.Topic> = {
    [topics.uploads]: uploads,
    [topics.videoEvents]: videoEvents,
    [topics.catalogEvents]: catalogEvents,
  };

  const mayPublish = pulumi
    .all([uploads.arn, originals.arn, here()])
    .apply(([topicArn, bucketArn, { account }]) => [fromBucket(topicArn, bucketArn, account)]);
  const policies = Object.entries(byName).map(
    ([name, { arn }]) =>
      new aws.sns.TopicPolicy(`${name}-policy`, {
        arn,
        policy: pulumi
          .all([arn, name === topics.uploads ? mayPublish : []])
          .apply(([topicArn, more]) => resourcePolicy([tlsOnly('sns:Publish', topicArn), ...more])),
      }),
  );
  new aws.s3.BucketNotification(
    'originals-created',
    { bucket: originals.bucket.id, topics: [{ topicArn: uploads.arn, events: ['s3:ObjectCreated:*'] }] },
    // S3 sends a test message at once and refuses a topic that refuses it.
    { dependsOn: policies },
  );

  const queue = (definition: (typeof queues)[keyof typeof queues]) =>
    new Queue(definition.name, { definition, topics: byName });
  return {
    topics: { uploads, videoEvents, catalogEvents },
    queues: {
      transcodeIntake: queue(queues.transcodeIntake),
      transcodeFast: queue(queues.transcodeFast),
      transcodeBulk: queue(queues.transcodeBulk),
      catalogVideoEvents: queue(queues.catalogVideoEvents),
    },
  };
}
export type Messaging = ReturnType<typeof createMessaging>;

/** Only our bucket in our account may publish: the confused-deputy conditions. */
const fromBucket = (topicArn: string, bucketArn: string, account: string): ResourceStatement => ({
  Sid: 'FromOriginals',
  Effect: 'Allow',
  Principal: { Service: 's3.amazonaws.com' },
  Action: 'sns:Publish',
  Resource: topicArn,
  Condition: {
    ArnEquals: { 'aws:SourceArn': bucketArn },
    StringEquals: { 'aws:SourceAccount': account },
  },
});
