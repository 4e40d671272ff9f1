import { buckets, limits } from '@matinee/contracts';
import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { PrivateBucket } from './components/private-bucket.ts';
import type { ResourceStatement } from './components/resource-policy.ts';
import { logPrefixes, type Logs } from './logs.ts';
import type { Settings } from './settings.ts';

/** Days after which objects move to cheaper storage, or are gone for good. */
export const lifetimes = {
  /** An original is read again only for a retry or another encoding; Glacier Instant Retrieval answers at once. */
  originalsToColdDays: 30,
  /** What was deleted or replaced can be brought back for so long. */
  deletedOriginalsDays: 30,
  /** What nobody watched in a month costs less; below 256 KiB the move costs more than it saves. */
  mediaToTieringDays: 30,
  mediaTieringBytes: 256 * 1024,
  unfinishedMediaDays: 2,
} as const;

/** The two buckets: what people upload, and what players read. The media bucket's policy comes with `allowReadsBy`. */
export function createStorage(settings: Settings, logs: Logs) {
  const accessLog = (name: string) => ({ bucket: logs.bucket, prefix: `${logPrefixes.s3}${name}/` });
  const originals = new PrivateBucket('originals', {
    bucketName: buckets.originals,
    settings,
    versioned: true,
    abandonedUploadDays: settings.abandonedUploadDays,
    accessLog: accessLog('originals'),
    lifecycle: [
      {
        id: 'deleted-originals',
        status: 'Enabled',
        filter: {},
        noncurrentVersionExpiration: { noncurrentDays: lifetimes.deletedOriginalsDays },
        expiration: { expiredObjectDeleteMarker: true },
      },
      {
        id: 'old-originals',
        status: 'Enabled',
        filter: {},
        transitions: [{ days: lifetimes.originalsToColdDays, storageClass: 'GLACIER_IR' }],
      },
    ],
  });
  originals.restrict((arn) => [
    presignedOnlyFor('s3:PutObject', arn),
    notOlderThan(limits.uploadUrlSeconds, arn),
    writeOnce(arn),
  ]);

  const media = new PrivateBucket('media', {
    bucketName: buckets.media,
    settings,
    abandonedUploadDays: lifetimes.unfinishedMediaDays,
    accessLog: accessLog('media'),
    lifecycle: [
      {
        id: 'unwatched-media',
        status: 'Enabled',
        filter: { objectSizeGreaterThan: lifetimes.mediaTieringBytes },
        transitions: [{ days: lifetimes.mediaToTieringDays, storageClass: 'INTELLIGENT_TIERING' }],
      },
    ],
  });
  return { originals, media };
}
export type Storage = ReturnType<typeof createStorage>;

/** Lets pages of our origin, and no others, send uploads with presigned URLs. */
export function allowUploadsFrom({ originals }: Storage, publicOrigin: pulumi.Input<string>) {
  return new aws.s3.BucketCorsConfiguration('originals-cors', {
    bucket: originals.bucket.id,
    corsRules: [
      {
        allowedOrigins: [publicOrigin],
        allowedMethods: ['PUT'],
        allowedHeaders: ['content-type', 'if-none-match'],
        exposeHeaders: ['ETag'],
        maxAgeSeconds: 3600,
      },
    ],
  });
}

/** Makes the media bucket's policy: only this distribution's origin access control reads, beside our own roles. */
export function allowReadsBy({ media }: Storage, distributionArn: pulumi.Input<string>) {
  return media.restrict((arn) =>
    pulumi.output(distributionArn).apply((source): ResourceStatement[] => [
      {
        Sid: 'CloudFrontReads',
        Effect: 'Allow',
        Principal: { Service: 'cloudfront.amazonaws.com' },
        Action: 's3:GetObject',
        Resource: `${arn}/*`,
        Condition: { StringEquals: { 'aws:SourceArn': source } },
      },
      presignedOnlyFor('s3:GetObject', arn),
      notOlderThan(limits.watchUrlSeconds, arn),
    ]),
  );
}

const objects = (bucketArn: string) => ({ Principal: '*', Resource: `${bucketArn}/*` }) as const;

/** A presigned URL does one thing, whatever the role that signed it may do besides. */
const presignedOnlyFor = (action: string, bucketArn: string): ResourceStatement => ({
  Sid: 'PresignedOnlyForThis',
  Effect: 'Deny',
  ...objects(bucketArn),
  NotAction: action,
  Condition: { StringEquals: { 's3:authType': 'REST-QUERY-STRING' } },
});

/**
 * Bounds the life of presigned URLs even if somebody signs longer ones with stolen credentials. Counted in
 * milliseconds from the signing to the beginning of the request, as the URL's own expiry is, so none of ours breaks.
 */
const notOlderThan = (seconds: number, bucketArn: string): ResourceStatement => ({
  Sid: 'NoOldSignatures',
  Effect: 'Deny',
  ...objects(bucketArn),
  Action: 's3:*',
  Condition: { NumericGreaterThan: { 's3:signatureAge': String(seconds * 1000) } },
});

/**
 * What was probed must stay what it is: objects are only made with `If-None-Match: *`. Parts of an upload carry no such
 * condition and are exempt (Amazon S3 User Guide, "Enforce conditional writes"). Copies onto the bucket are refused too.
 */
const writeOnce = (bucketArn: string): ResourceStatement => ({
  Sid: 'WriteOnce',
  Effect: 'Deny',
  ...objects(bucketArn),
  Action: 's3:PutObject',
  Condition: {
    Null: { 's3:if-none-match': 'true' },
    Bool: { 's3:ObjectCreationOperation': 'true' },
  },
});
