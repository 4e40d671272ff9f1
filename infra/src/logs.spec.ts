import { beforeAll, describe, expect, it } from 'vitest';
import { createLogs } from './logs.ts';
import { record } from './mocks.ts';
import { profileNames, profiles } from './profiles.ts';
import { ground, settingsOf, type Ground } from './spec-ground.ts';

describe('the log bucket', () => {
  let made: Ground;
  beforeAll(async () => {
    made = await ground();
  });

  it('is written by AWS services, each below its prefix and for this account only', () => {
    const allowed = made
      .policies('s3/bucketPolicy:BucketPolicy')
      ['logs-policy']!.Statement.filter(({ Effect }) => Effect === 'Allow');
    const bucket = 'arn:aws:s3:::matinee-logs-mock';
    const vended = {
      StringEquals: { 'aws:SourceAccount': '123456789012' },
      ArnLike: {
        'aws:SourceArn': ['arn:aws:logs:us-east-1:123456789012:*', 'arn:aws:logs:us-east-1:123456789012:*'],
      },
    };
    expect(
      allowed.map(({ Principal, Action, Resource, Condition }) => [Principal, Action, Resource, Condition]),
    ).toEqual([
      [
        { Service: 'logging.s3.amazonaws.com' },
        's3:PutObject',
        `${bucket}/s3/*`,
        {
          StringEquals: { 'aws:SourceAccount': '123456789012' },
          ArnLike: { 'aws:SourceArn': ['arn:aws:s3:::matinee-originals-*', 'arn:aws:s3:::matinee-media-*'] },
        },
      ],
      [
        { Service: 'logdelivery.elasticloadbalancing.amazonaws.com' },
        's3:PutObject',
        `${bucket}/balancer/AWSLogs/123456789012/*`,
        {
          ArnLike: { 'aws:SourceArn': 'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/*' },
        },
      ],
      [
        { Service: 'delivery.logs.amazonaws.com' },
        's3:PutObject',
        [`${bucket}/network/*`, `${bucket}/delivery/*`],
        {
          ...vended,
          StringEquals: { ...vended.StringEquals, 's3:x-amz-acl': 'bucket-owner-full-control' },
        },
      ],
      [{ Service: 'delivery.logs.amazonaws.com' }, ['s3:GetBucketAcl', 's3:ListBucket'], bucket, vended],
    ]);
  });
});

describe.each(profileNames)('a log group of %s', (profile) => {
  it('forgets after the profile’s days, under our own key where there is one', async () => {
    const key = { arn: 'arn:aws:kms:us-east-1:123456789012:key/one' } as never;
    const resources = await record(() => {
      const logs = createLogs(settingsOf({ profile }), profiles[profile].ownKey ? { key } : {});
      logs.group('/matinee/catalog');
    });
    const groups = resources.filter(({ type }) => type === 'aws:cloudwatch/logGroup:LogGroup');
    expect(groups.map(({ name, inputs }) => [name, inputs])).toEqual([
      [
        'matinee-catalog',
        {
          name: '/matinee/catalog',
          retentionInDays: profiles[profile].logDays,
          ...(profiles[profile].ownKey && { kmsKeyId: 'arn:aws:kms:us-east-1:123456789012:key/one' }),
        },
      ],
    ]);
  });
});
