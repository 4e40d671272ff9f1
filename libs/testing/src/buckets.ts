import { randomUUID } from 'node:crypto';
import * as S3 from '@aws-sdk/client-s3';
import { testStore } from './storage.ts';

export type TestBuckets = Awaited<ReturnType<typeof testBuckets>>;

/**
 * A pair of buckets of a suite's own, for suites that look at everything that lies in them. Arrivals in `originals` are
 * told to `topicArn`, as on AWS. The local cloud has no way to remove a bucket: they end with the run.
 */
export async function testBuckets(topicArn: string) {
  const store = testStore();
  const { client } = store;
  const [originals, media] = ['originals', 'media'].map((name) => `test-${name}-${randomUUID()}`) as [
    string,
    string,
  ];
  for (const Bucket of [originals, media]) await client.send(new S3.CreateBucketCommand({ Bucket }));
  const arrivals: S3.TopicConfiguration = { TopicArn: topicArn, Events: ['s3:ObjectCreated:*'] };
  await client.send(
    new S3.PutBucketNotificationConfigurationCommand({
      Bucket: originals,
      NotificationConfiguration: { TopicConfigurations: [arrivals] },
    }),
  );
  return {
    originals,
    media,
    put: store.put,
    get: store.get,
    keys: store.keys,
    has: async (Key: string, Bucket = media): Promise<boolean> =>
      client.send(new S3.HeadObjectCommand({ Bucket, Key })).then(
        () => true,
        (error: unknown) => {
          if (error instanceof S3.S3ServiceException && error.$metadata.httpStatusCode === 404) return false;
          throw error;
        },
      ),
    /** Keys of multipart uploads that nobody finished or gave up. */
    unfinished: async (Bucket = media): Promise<string[]> => {
      const { Uploads = [] } = await client.send(new S3.ListMultipartUploadsCommand({ Bucket }));
      return Uploads.map(({ Key = '' }) => Key);
    },
    close: store.close,
  };
}
