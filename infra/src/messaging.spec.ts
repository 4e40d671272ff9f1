import { queues, topics } from '@matinee/contracts';
import { beforeAll, describe, expect, it } from 'vitest';
import { profileNames, profiles } from './profiles.ts';
import { ground, type Ground } from './spec-ground.ts';

const definitions = Object.values(queues);
const sqs = (name: string) => `arn:aws:sqs:us-east-1:123456789012:${name}`;
const sns = (name: string) => `arn:aws:sns:us-east-1:123456789012:${name}`;

describe.each(profileNames)('messaging of %s', (profile) => {
  let made: Ground;
  beforeAll(async () => {
    made = await ground({ profile });
  });
  const queue = (name: string) =>
    made.all('sqs/queue:Queue').find(({ inputs }) => inputs['name'] === name)!.inputs;

  it('has the topics and queues of the topology', () => {
    const namesOf = (type: string) => made.all(type).map(({ inputs }) => inputs['name'] as string);
    expect(namesOf('sns/topic:Topic').sort()).toEqual(Object.values(topics).toSorted());
    expect(namesOf('sqs/queue:Queue').sort()).toEqual(
      definitions.flatMap(({ name, deadLetter }) => [name, deadLetter]).toSorted(),
    );
  });

  it('encrypts every queue, and polls long', () => {
    for (const { inputs } of made.all('sqs/queue:Queue')) expect(inputs['sqsManagedSseEnabled']).toBe(true);
    for (const { name, visibilityTimeoutSeconds } of definitions)
      expect(queue(name)).toMatchObject({ receiveWaitTimeSeconds: 20, visibilityTimeoutSeconds });
  });

  it('gives every queue a dead-letter queue that retains longer and takes from it alone', () => {
    for (const { name, deadLetter, maxReceiveCount } of definitions) {
      expect(JSON.parse(queue(name)['redrivePolicy'] as string)).toEqual({
        deadLetterTargetArn: sqs(deadLetter),
        maxReceiveCount,
      });
      expect(queue(deadLetter)['messageRetentionSeconds']).toBeGreaterThan(
        queue(name)['messageRetentionSeconds'] as number,
      );
      const allowed = made.one('sqs/redriveAllowPolicy:RedriveAllowPolicy', `${name}-redrive`).inputs;
      expect(JSON.parse(allowed['redriveAllowPolicy'] as string)).toEqual({
        redrivePermission: 'byQueue',
        sourceQueueArns: [sqs(name)],
      });
    }
  });

  it('refuses plain HTTP on every queue, and lets only its topics send to it', () => {
    const policies = made.policies('sqs/queuePolicy:QueuePolicy');
    expect(Object.keys(policies)).toHaveLength(definitions.length * 2);
    for (const { name, deadLetter, subscribesTo } of definitions)
      for (const [policy, arn] of [
        [`${name}-policy`, sqs(name)],
        [`${name}-dlq-policy`, sqs(deadLetter)],
      ] as const) {
        const [tls, ...others] = policies[policy]!.Statement;
        expect(tls).toMatchObject({
          Effect: 'Deny',
          Principal: '*',
          Action: 'sqs:*',
          Resource: arn,
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        });
        expect(others).toEqual(
          subscribesTo.length === 0
            ? []
            : [
                {
                  Sid: 'FromTopics',
                  Effect: 'Allow',
                  Principal: { Service: 'sns.amazonaws.com' },
                  Action: 'sqs:SendMessage',
                  Resource: arn,
                  Condition: { ArnEquals: { 'aws:SourceArn': subscribesTo.map(sns) } },
                },
              ],
        );
      }
  });

  it('refuses plain HTTP on every topic, and lets only our bucket in our account announce uploads', () => {
    const policies = made.policies('sns/topicPolicy:TopicPolicy');
    for (const name of Object.values(topics)) {
      const [tls, ...others] = policies[`${name}-policy`]!.Statement;
      expect(tls).toMatchObject({ Effect: 'Deny', Action: 'sns:Publish', Resource: sns(name) });
      expect(others).toEqual(
        name === topics.uploads
          ? [
              {
                Sid: 'FromOriginals',
                Effect: 'Allow',
                Principal: { Service: 's3.amazonaws.com' },
                Action: 'sns:Publish',
                Resource: sns(name),
                Condition: {
                  ArnEquals: { 'aws:SourceArn': 'arn:aws:s3:::matinee-originals-mock' },
                  StringEquals: { 'aws:SourceAccount': '123456789012' },
                },
              },
            ]
          : [],
      );
    }
    expect(made.one('s3/bucketNotification:BucketNotification', 'originals-created').inputs).toMatchObject({
      bucket: 'matinee-originals-mock',
      topics: [{ topicArn: sns(topics.uploads), events: ['s3:ObjectCreated:*'] }],
    });
  });

  it('encrypts topics: the one S3 publishes to with our own key, where there is one', () => {
    const keyOf = (name: string) => made.one('sns/topic:Topic', name).inputs['kmsMasterKeyId'];
    expect(keyOf(topics.videoEvents)).toBe('alias/aws/sns');
    expect(keyOf(topics.catalogEvents)).toBe('alias/aws/sns');
    expect(keyOf(topics.uploads)).toBe(
      profiles[profile].ownKey ? 'arn:aws:kms:us-east-1:123456789012:key/key' : undefined,
    );
  });

  it('delivers events raw, and keeps what cannot be delivered', () => {
    const subscriptions = made.all('sns/topicSubscription:TopicSubscription');
    expect(
      subscriptions.map(({ inputs }) => [
        inputs['topic'],
        inputs['endpoint'],
        JSON.parse(inputs['redrivePolicy'] as string),
      ]),
    ).toEqual(
      definitions
        .toSorted((a, b) => (a.name < b.name ? -1 : 1))
        .flatMap(({ name, deadLetter, subscribesTo }) =>
          subscribesTo.map((topic) => [sns(topic), sqs(name), { deadLetterTargetArn: sqs(deadLetter) }]),
        ),
    );
    for (const { inputs } of subscriptions)
      expect(inputs).toMatchObject({ protocol: 'sqs', rawMessageDelivery: true });
  });
});
