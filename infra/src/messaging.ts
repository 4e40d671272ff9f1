import { queues, topics } from '@matinee/contracts';
import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { Queue } from './components/queue.ts';
import type { Storage } from './storage.ts';

/** Topics, queues and what flows between them, from the one topology. */
export function createMessaging({ originals }: Storage) {
  const made = Object.fromEntries(
    Object.values(topics).map((name) => [
      name,
      new aws.sns.Topic(name, {
        name,
        kmsMasterKeyId: name === topics.uploads ? undefined : 'alias/aws/sns',
      }),
    ]),
  );
  const uploads = made[topics.uploads]!;
  const account = aws.getCallerIdentityOutput().accountId;
  const mayPublish = new aws.sns.TopicPolicy('uploads-from-s3', {
    arn: uploads.arn,
    policy: pulumi
      .all([uploads.arn, originals.arn, account])
      .apply(([topic, bucket, id]) => fromBucket(topic, bucket, id)),
  });
  new aws.s3.BucketNotification(
    'originals-created',
    { bucket: originals.bucket.id, topics: [{ topicArn: uploads.arn, events: ['s3:ObjectCreated:*'] }] },
    { dependsOn: mayPublish },
  );
  const consumers = Object.fromEntries(
    Object.entries(queues).map(([key, definition]) => [
      key,
      new Queue(definition.name, { definition, topics: made }),
    ]),
  );
  return { topics: made, queues: consumers };
}

/** Only our bucket in our account may publish: the confused-deputy conditions. */
const fromBucket = (topicArn: string, bucketArn: string, account: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'FromOriginals',
        Effect: 'Allow',
        Principal: { Service: 's3.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: topicArn,
        Condition: {
          ArnEquals: { 'aws:SourceArn': bucketArn },
          StringEquals: { 'aws:SourceAccount': account },
        },
      },
    ],
  });
