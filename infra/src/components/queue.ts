import type { topology } from '@matinee/contracts';
import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';

type QueueDefinition = (typeof topology.queues)[keyof typeof topology.queues];
const day = 24 * 3600;

/** A queue of the topology with its dead-letter queue and its subscriptions. */
export class Queue extends pulumi.ComponentResource {
  readonly queue: aws.sqs.Queue;

  constructor(
    name: string,
    args: { definition: QueueDefinition; topics: Record<string, aws.sns.Topic> },
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super('matinee:Queue', name, {}, opts);
    const parent = { parent: this };
    const { definition, topics } = args;

    const deadLetter = new aws.sqs.Queue(
      `${name}-dlq`,
      {
        name: definition.deadLetter,
        messageRetentionSeconds: definition.deadLetterRetentionDays * day,
        sqsManagedSseEnabled: true,
      },
      parent,
    );
    this.queue = new aws.sqs.Queue(
      name,
      {
        name: definition.name,
        visibilityTimeoutSeconds: definition.visibilityTimeoutSeconds,
        messageRetentionSeconds: definition.retentionDays * day,
        receiveWaitTimeSeconds: 20,
        sqsManagedSseEnabled: true,
        redrivePolicy: pulumi.jsonStringify({
          deadLetterTargetArn: deadLetter.arn,
          maxReceiveCount: definition.maxReceiveCount,
        }),
      },
      parent,
    );
    new aws.sqs.RedriveAllowPolicy(
      `${name}-redrive`,
      {
        queueUrl: deadLetter.id,
        redriveAllowPolicy: pulumi.jsonStringify({
          redrivePermission: 'byQueue',
          sourceQueueArns: [this.queue.arn],
        }),
      },
      parent,
    );
    const sources = definition.subscribesTo.map((topic) => topics[topic]!);
    for (const [index, topic] of sources.entries())
      new aws.sns.TopicSubscription(
        `${name}-from-${index}`,
        {
          topic: topic.arn,
          protocol: 'sqs',
          endpoint: this.queue.arn,
          rawMessageDelivery: true,
          // SNS gives up after 23 days; what it could not deliver must not vanish.
          redrivePolicy: pulumi.jsonStringify({ deadLetterTargetArn: deadLetter.arn }),
        },
        parent,
      );
    if (sources.length)
      for (const [kind, target] of [
        ['', this.queue],
        ['-dlq', deadLetter],
      ] as const)
        new aws.sqs.QueuePolicy(
          `${name}${kind}-policy`,
          {
            queueUrl: target.id,
            policy: pulumi
              .all([target.arn, ...sources.map((topic) => topic.arn)])
              .apply(([arn, ...topicArns]) => fromTopics(arn!, topicArns)),
          },
          parent,
        );
    this.registerOutputs({ url: this.queue.id });
  }
}

const fromTopics = (queueArn: string, topicArns: string[]) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'FromTopics',
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: queueArn,
        Condition: { ArnEquals: { 'aws:SourceArn': topicArns } },
      },
      {
        Sid: 'TlsOnly',
        Effect: 'Deny',
        Principal: '*',
        Action: 'sqs:*',
        Resource: queueArn,
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  });
