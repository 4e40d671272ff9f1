import { buckets, queues, topics } from '@matinee/contracts';
import { beforeAll, describe, expect, it } from 'vitest';
import { record, type Recorded } from './mocks.ts';
import { readSettings } from './settings.ts';

const values: Record<string, string> = { alarmEmail: 'ops@example.com', abandonedUploadDays: '2' };
const settings = readSettings({ get: (key: string) => values[key] as never });
let resources: Recorded[];
beforeAll(async () => {
  resources = await record(async () => {
    const { createStorage } = await import('./storage.ts');
    const { createMessaging } = await import('./messaging.ts');
    createMessaging(createStorage(settings, 'https://video.example.com'));
  });
});
const all = (type: string) => resources.filter((resource) => resource.type === type);
const policies = (type: string) => all(type).map(({ inputs }) => JSON.parse(inputs.policy as string));

describe('buckets', () => {
  it('are the two of the topology, protected from the public', () => {
    const names = all('aws:s3/bucket:Bucket').map(({ inputs }) => inputs.bucketPrefix);
    expect(names).toEqual([`${buckets.originals}-`, `${buckets.media}-`]);
    for (const { inputs } of all('aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock'))
      expect(inputs).toMatchObject({
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      });
    expect(all('aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock')).toHaveLength(2);
  });

  it('refuse plain HTTP', () => {
    const statements = policies('aws:s3/bucketPolicy:BucketPolicy').flatMap((policy) => policy.Statement);
    expect(statements).toHaveLength(2);
    for (const statement of statements)
      expect(statement).toMatchObject({
        Effect: 'Deny',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      });
  });

  it('take uploads only from our origin, and forget abandoned ones', () => {
    const [cors] = all('aws:s3/bucketCorsConfiguration:BucketCorsConfiguration');
    expect(cors!.inputs.corsRules).toMatchObject([
      { allowedOrigins: ['https://video.example.com'], exposeHeaders: ['ETag'] },
    ]);
    for (const { inputs } of all('aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration'))
      expect(inputs.rules).toMatchObject([{ abortIncompleteMultipartUpload: { daysAfterInitiation: 2 } }]);
  });
});

describe('messaging', () => {
  it('has the topics and queues of the topology', () => {
    expect(
      all('aws:sns/topic:Topic')
        .map(({ inputs }) => inputs.name)
        .sort(),
    ).toEqual(Object.values(topics).toSorted());
    const names = Object.values(queues).flatMap(({ name, deadLetter }) => [name, deadLetter]);
    expect(
      all('aws:sqs/queue:Queue')
        .map(({ inputs }) => inputs.name)
        .sort(),
    ).toEqual(names.toSorted());
  });

  it('gives every queue a dead-letter queue that retains longer', () => {
    for (const definition of Object.values(queues)) {
      const queue = all('aws:sqs/queue:Queue').find(({ inputs }) => inputs.name === definition.name)!;
      const dead = all('aws:sqs/queue:Queue').find(({ inputs }) => inputs.name === definition.deadLetter)!;
      expect(JSON.parse(queue.inputs.redrivePolicy as string).maxReceiveCount).toBe(
        definition.maxReceiveCount,
      );
      expect(Number(dead.inputs.messageRetentionSeconds)).toBeGreaterThan(
        Number(queue.inputs.messageRetentionSeconds),
      );
    }
  });

  it('lets only our bucket in our account publish uploads', () => {
    const [policy] = policies('aws:sns/topicPolicy:TopicPolicy');
    expect(policy.Statement[0].Condition).toMatchObject({
      StringEquals: { 'aws:SourceAccount': '123456789012' },
    });
    expect(policy.Statement[0].Condition.ArnEquals['aws:SourceArn']).toContain('originals');
  });

  it('delivers events raw, and keeps what cannot be delivered', () => {
    const subscriptions = all('aws:sns/topicSubscription:TopicSubscription');
    expect(subscriptions).toHaveLength(Object.values(queues).flatMap((queue) => queue.subscribesTo).length);
    for (const { inputs } of subscriptions)
      expect(inputs).toMatchObject({
        protocol: 'sqs',
        rawMessageDelivery: true,
        redrivePolicy: expect.stringContaining('dlq'),
      });
  });
});
