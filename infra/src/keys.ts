import { buckets } from '@matinee/contracts';
import * as aws from '@pulumi/aws';
import { kept } from './components/kept.ts';
import { here, resourcePolicy, type ResourceStatement } from './components/resource-policy.ts';
import type { Settings } from './settings.ts';

/** Named here, because the key's policy is made before the topic. */
export const alarmTopicName = 'matinee-alarms';
const alarmTopic = (account: string, region: string) => `arn:aws:sns:${region}:${account}:${alarmTopicName}`;

/**
 * A key of our own where the profile wants one: for the database, secrets, images, log groups and the topics that S3
 * and CloudWatch publish to. Buckets and queues stay with the keys that S3 and SQS manage: browsers, CloudFront and SNS would each
 * need leave for the key, and every segment would cost a call to KMS.
 */
export function createKeys(settings: Settings): Keys {
  if (!settings.profile.ownKey) return {};
  const key = new aws.kms.Key(
    'key',
    {
      description: 'Matinee: database, secrets, images, logs, topics of uploads and alarms',
      enableKeyRotation: true,
      rotationPeriodInDays: 365,
      deletionWindowInDays: settings.allowDestroy ? 7 : 30,
      policy: here().apply(({ account, region }) => resourcePolicy(keyPolicy(account, region))),
    },
    kept(settings),
  );
  new aws.kms.Alias('key-alias', { name: 'alias/matinee', targetKeyId: key.keyId });
  return { key };
}
export type Keys = { key?: aws.kms.Key };

type Conditions = NonNullable<ResourceStatement['Condition']>;

/** In a key's policy `Resource: *` means this key. */
function keyPolicy(account: string, region: string): ResourceStatement[] {
  const allowService = (Sid: string, service: string[], Condition: Conditions): ResourceStatement => ({
    Sid,
    Effect: 'Allow',
    Principal: { Service: service },
    Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    Resource: '*',
    Condition,
  });
  const ours = { 'aws:SourceAccount': account };
  return [
    {
      Sid: 'AdministeredByIam',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${account}:root` },
      Action: 'kms:*',
      Resource: '*',
    },
    {
      Sid: 'LogGroups',
      Effect: 'Allow',
      Principal: { Service: `logs.${region}.amazonaws.com` },
      Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
      Resource: '*',
      Condition: {
        ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:${region}:${account}:log-group:*` },
      },
    },
    allowService('UploadsToTopic', ['s3.amazonaws.com'], {
      StringEquals: ours,
      ArnLike: { 'aws:SourceArn': `arn:aws:s3:::${buckets.originals}-*` },
    }),
    allowService('AlarmsToTopic', ['cloudwatch.amazonaws.com'], { StringEquals: ours }),
    // A source cannot be asked for here (SNS Developer Guide, "EventBridge-to-encrypted topics"), but the topic can.
    allowService('EventsToTopic', ['events.amazonaws.com'], {
      StringEquals: { 'kms:EncryptionContext:aws:sns:topicArn': alarmTopic(account, region) },
    }),
  ];
}
