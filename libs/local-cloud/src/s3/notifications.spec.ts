import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { S3EventRecord, S3Notification } from './events.ts';
import { BUCKET, type TestServer, startTestServer } from './test-server.ts';

const TOPIC = 'arn:aws:sns:us-east-1:000000000000:matinee-uploads';
const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:matinee-bulk';

type Delivery = { target: string; event: S3Notification };
let server: TestServer;
afterEach(() => server.remove());

const recordsOf = (deliveries: Delivery[], target: string): S3EventRecord[] =>
  deliveries.flatMap(({ target: to, event }) => (to === target && 'Records' in event ? event.Records : []));

const configure = () =>
  server.client.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: BUCKET,
      NotificationConfiguration: {
        TopicConfigurations: [
          {
            Id: 'uploads',
            TopicArn: TOPIC,
            Events: ['s3:ObjectCreated:*'],
            Filter: { Key: { FilterRules: [{ Name: 'suffix', Value: '/source' }] } },
          },
        ],
        QueueConfigurations: [
          {
            QueueArn: QUEUE,
            Events: ['s3:ObjectRemoved:Delete', 's3:ObjectCreated:Put'],
            Filter: { Key: { FilterRules: [{ Name: 'prefix', Value: 'o 1/' }] } },
          },
        ],
      },
    }),
  );
const put = (Key: string) => server.client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: 'bytes' }));

describe('bucket notifications', () => {
  test('go to every target whose filter matches, in the form of AWS', async () => {
    const deliveries: Delivery[] = [];
    server = await startTestServer({ onEvent: (target, event) => void deliveries.push({ target, event }) });
    await configure();
    await put('o 1/ü+v/source');
    await put('o 1/poster');
    await put('o2/v/source');
    await server.client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'o 1/poster' }));
    await vi.waitFor(() => expect(deliveries).toHaveLength(7));
    expect(deliveries.slice(0, 2)).toEqual([
      { target: TOPIC, event: expect.objectContaining({ Event: 's3:TestEvent', Bucket: BUCKET }) },
      { target: QUEUE, event: expect.objectContaining({ Event: 's3:TestEvent', Bucket: BUCKET }) },
    ]);
    const [first, second] = recordsOf(deliveries, TOPIC);
    expect(first).toMatchObject({
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      awsRegion: 'us-east-1',
      eventName: 'ObjectCreated:Put',
      userIdentity: { principalId: 'AWS:local' },
      s3: {
        s3SchemaVersion: '1.0',
        configurationId: 'uploads',
        bucket: { name: BUCKET, arn: `arn:aws:s3:::${BUCKET}` },
        object: { key: 'o+1/%C3%BC%2Bv/source', size: 5, eTag: '4b3a6218bb3e3a7303e8a171a60fcf92' },
      },
    });
    expect(second?.s3.object.key).toBe('o2/v/source');
    const atQueue = recordsOf(deliveries, QUEUE);
    expect(atQueue.map(({ eventName, s3 }) => [eventName, s3.object.key])).toEqual([
      ['ObjectCreated:Put', 'o+1/%C3%BC%2Bv/source'],
      ['ObjectCreated:Put', 'o+1/poster'],
      ['ObjectRemoved:Delete', 'o+1/poster'],
    ]);
    const sequencers = atQueue.map(({ s3 }) => s3.object.sequencer);
    expect([...sequencers].sort()).toEqual(sequencers);
    expect(new Set(sequencers).size).toBe(3);
  });

  test('tell of a completed multipart upload once, also when the completion is repeated', async () => {
    const deliveries: Delivery[] = [];
    server = await startTestServer({ onEvent: (target, event) => void deliveries.push({ target, event }) });
    await configure();
    const at = { Bucket: BUCKET, Key: 'o/v/source' };
    const { UploadId } = await server.client.send(new CreateMultipartUploadCommand(at));
    const { ETag } = await server.client.send(
      new UploadPartCommand({ ...at, UploadId, PartNumber: 1, Body: 'x' }),
    );
    const complete = new CompleteMultipartUploadCommand({
      ...at,
      UploadId,
      MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] },
    });
    await server.client.send(complete);
    await server.client.send(complete);
    await put('o/w/source');
    await vi.waitFor(() => expect(recordsOf(deliveries, TOPIC)).toHaveLength(2));
    expect(recordsOf(deliveries, TOPIC).map(({ eventName }) => eventName)).toEqual([
      'ObjectCreated:CompleteMultipartUpload',
      'ObjectCreated:Put',
    ]);
  });

  test('are repeated until the target takes them, without holding up others', async () => {
    const taken: Delivery[] = [];
    let refusals = 0;
    server = await startTestServer({
      onEvent: async (target, event) => {
        if (target === TOPIC && 'Records' in event && (refusals += 1) <= 2) throw new Error('not now');
        taken.push({ target, event });
      },
    });
    await configure();
    await put('o 1/v/source');
    await vi.waitFor(() => expect(recordsOf(taken, QUEUE)).toHaveLength(1));
    await vi.waitFor(() => expect(recordsOf(taken, TOPIC)).toHaveLength(1), 5000);
    expect(refusals).toBe(3);
  });

  test.each([
    [
      'a Lambda function',
      {
        LambdaFunctionConfigurations: [
          {
            LambdaFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:f',
            Events: ['s3:ObjectCreated:*' as const],
          },
        ],
      },
    ],
    [
      'an unknown event',
      { QueueConfigurations: [{ QueueArn: QUEUE, Events: ['s3:Replication:*' as const] }] },
    ],
    [
      'an ARN of another service',
      { QueueConfigurations: [{ QueueArn: TOPIC, Events: ['s3:ObjectCreated:*' as const] }] },
    ],
  ])('to %s are refused', async (_, NotificationConfiguration) => {
    server = await startTestServer();
    const call = server.client.send(
      new PutBucketNotificationConfigurationCommand({ Bucket: BUCKET, NotificationConfiguration }),
    );
    await expect(call).rejects.toMatchObject({
      name: expect.stringMatching(/NotImplemented|InvalidArgument/) as string,
    });
  });
});
