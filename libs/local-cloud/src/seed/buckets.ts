import { buckets, limits } from '@matinee/contracts';
import { putToS3 } from './s3-call.ts';

export type BucketSettings = { publicOrigins: readonly string[]; uploadsTopicArn: string };

const element = (name: string, text: string): string => `<${name}>${text}</${name}>`;

/** Browsers of our own pages may put parts and read their ETag (needed to complete the upload); nobody else. */
const corsXml = (origins: readonly string[]): string =>
  element(
    'CORSConfiguration',
    element(
      'CORSRule',
      [
        ...origins.map((origin) => element('AllowedOrigin', origin)),
        ...['PUT', 'GET', 'HEAD'].map((method) => element('AllowedMethod', method)),
        ...['content-type', 'content-length', 'if-none-match', 'x-amz-*'].map((header) =>
          element('AllowedHeader', header),
        ),
        element('ExposeHeader', 'ETag'),
        element('MaxAgeSeconds', '3000'),
      ].join(''),
    ),
  );

// Parts of an upload that was given up cost storage and are seen by nobody.
const abandonedUploads = element(
  'LifecycleConfiguration',
  element(
    'Rule',
    '<ID>abort-unfinished-uploads</ID><Filter><Prefix></Prefix></Filter><Status>Enabled</Status>' +
      `<AbortIncompleteMultipartUpload><DaysAfterInitiation>${limits.uploadSessionDays}</DaysAfterInitiation></AbortIncompleteMultipartUpload>`,
  ),
);

const notificationXml = (topic: string): string =>
  element(
    'NotificationConfiguration',
    element('TopicConfiguration', element('Topic', topic) + element('Event', 's3:ObjectCreated:*')),
  );

/** Makes both buckets as Pulumi makes them on AWS. Objects stay; the settings are set anew at every start. */
export async function seedBuckets(endpoint: string, settings: BucketSettings): Promise<void> {
  for (const bucket of Object.values(buckets)) {
    await putToS3(endpoint, bucket);
    await putToS3(endpoint, bucket, 'lifecycle', abandonedUploads);
  }
  await putToS3(endpoint, buckets.originals, 'cors', corsXml(settings.publicOrigins));
  await putToS3(endpoint, buckets.originals, 'notification', notificationXml(settings.uploadsTopicArn));
}
