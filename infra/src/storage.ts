import { buckets } from '@matinee/contracts';
import * as aws from '@pulumi/aws';
import type * as pulumi from '@pulumi/pulumi';
import { PrivateBucket } from './components/private-bucket.ts';
import type { Settings } from './settings.ts';

/** The two buckets. Browsers write originals with presigned URLs, and only from our own origin. */
export function createStorage(settings: Settings, publicOrigin: pulumi.Input<string>) {
  const originals = new PrivateBucket('originals', { bucketName: buckets.originals, versioned: true });
  const media = new PrivateBucket('media', { bucketName: buckets.media, versioned: false });

  new aws.s3.BucketCorsConfiguration('originals-cors', {
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
  for (const [name, { bucket }] of Object.entries({ originals, media }))
    new aws.s3.BucketLifecycleConfiguration(`${name}-lifecycle`, {
      bucket: bucket.id,
      rules: [
        {
          id: 'abandoned-uploads',
          status: 'Enabled',
          filter: {},
          abortIncompleteMultipartUpload: { daysAfterInitiation: settings.abandonedUploadDays },
        },
      ],
    });
  return { originals, media };
}
export type Storage = ReturnType<typeof createStorage>;
