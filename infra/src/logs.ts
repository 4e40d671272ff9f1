import { buckets } from '@matinee/contracts';
import * as aws from '@pulumi/aws';
import type * as pulumi from '@pulumi/pulumi';
import { PrivateBucket } from './components/private-bucket.ts';
import { here, type ResourceStatement } from './components/resource-policy.ts';
import type { Keys } from './keys.ts';
import type { Settings } from './settings.ts';

/** Where in the log bucket whose lines are. */
export const logPrefixes = {
  s3: 's3/',
  balancer: 'balancer',
  delivery: 'delivery',
  network: 'network',
} as const;

/**
 * The bucket for what is written in bulk (accesses to buckets, balancer and CDN, and the network's flows), and log
 * groups for what people read. Both forget after the profile's `logDays`.
 */
export function createLogs(settings: Settings, { key }: Keys) {
  const days = settings.profile.logDays;
  const bucket = new PrivateBucket('logs', {
    bucketName: 'matinee-logs',
    settings,
    abandonedUploadDays: 1,
    lifecycle: [{ id: 'old-logs', status: 'Enabled', filter: {}, expiration: { days } }],
  });
  const policy = bucket.restrict((arn) =>
    here().apply(({ account, region }) => logWriters(arn, account, region)),
  );
  return {
    bucket,
    /** To be waited for by what AWS checks on creation: load balancers and flow logs. */
    policy,
    /** A log group that forgets; `name` as in CloudWatch, such as `/matinee/catalog`. */
    group: (name: string, opts?: pulumi.CustomResourceOptions) =>
      new aws.cloudwatch.LogGroup(
        name.replace(/^\//, '').replaceAll('/', '-'),
        { name, retentionInDays: days, ...(key && { kmsKeyId: key.arn }) },
        opts,
      ),
  };
}
export type Logs = ReturnType<typeof createLogs>;

/**
 * Who may write, and for whom: S3 for our two buckets, load balancers and "vended logs" (flow logs, CloudFront's
 * standard logging v2) of this account. Conditions as each service documents them.
 */
function logWriters(arn: string, account: string, region: string): ResourceStatement[] {
  const ours = { 'aws:SourceAccount': account };
  const logsOf = {
    'aws:SourceArn': [
      `arn:aws:logs:${region}:${account}:*`,
      // CloudFront is global: its deliveries live in us-east-1.
      `arn:aws:logs:us-east-1:${account}:*`,
    ],
  };
  return [
    {
      Sid: 'AccessLogs',
      Effect: 'Allow',
      Principal: { Service: 'logging.s3.amazonaws.com' },
      Action: 's3:PutObject',
      Resource: `${arn}/${logPrefixes.s3}*`,
      Condition: {
        StringEquals: ours,
        ArnLike: { 'aws:SourceArn': Object.values(buckets).map((name) => `arn:aws:s3:::${name}-*`) },
      },
    },
    {
      Sid: 'BalancerLogs',
      Effect: 'Allow',
      Principal: { Service: 'logdelivery.elasticloadbalancing.amazonaws.com' },
      Action: 's3:PutObject',
      Resource: `${arn}/${logPrefixes.balancer}/AWSLogs/${account}/*`,
      Condition: {
        ArnLike: { 'aws:SourceArn': `arn:aws:elasticloadbalancing:${region}:${account}:loadbalancer/*` },
      },
    },
    {
      Sid: 'VendedLogs',
      Effect: 'Allow',
      Principal: { Service: 'delivery.logs.amazonaws.com' },
      Action: 's3:PutObject',
      Resource: [`${arn}/${logPrefixes.network}/*`, `${arn}/${logPrefixes.delivery}/*`],
      Condition: {
        StringEquals: { ...ours, 's3:x-amz-acl': 'bucket-owner-full-control' },
        ArnLike: logsOf,
      },
    },
    {
      Sid: 'VendedLogsCheck',
      Effect: 'Allow',
      Principal: { Service: 'delivery.logs.amazonaws.com' },
      Action: ['s3:GetBucketAcl', 's3:ListBucket'],
      Resource: arn,
      Condition: { StringEquals: ours, ArnLike: logsOf },
    },
  ];
}
