import type { topology } from '@matinee/contracts';
import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { resourcePolicy, tlsOnly } from './resource-policy.ts';

type QueueDefinition = (typeof topology.queues)[keyof typeof topology.queues];
const day = 24 * 3600;

/** A queue of the topology with its dead-letter queue and its subscriptions. */
export class Queue extends pulumi.ComponentResource {
  readonly queue: aws.sqs.Queue;
  readonly deadLetter: aws.sqs.Queue;

  constructor(
    name: string,
    args: { definition: QueueDefinition; topics: Record<string, aws.sns.Topic> },
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super('matinee:Queue', name, {}, opts);
    const parent = { parent: this };
    const { definition, topics } = args;

    this.deadLetter = new aws.sqs.Queue(
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
          deadLetterTargetArn: this.deadLetter.arn,
          maxReceiveCount: definition.maxReceiveCount,
        }),
      },
      parent,
    );
    new aws.sqs.RedriveAllowPolicy(
      `${name}-redrive`,
      {
        queueUrl: this.deadLetter.id,
        redriveAllowPolicy: pulumi.jsonStringify({
          redrivePermission: 'byQueue',
          sourceQueueArns: [this.queue.arn],
        }),
      },
      parent,
    );

    const sources = definition.subscribesTo.map((topic) => topics[topic]!);
    const policies = [this.queue, this.deadLetter].map(
      (target, index) =>
        new aws.sqs.QueuePolicy(
          index === 0 ? `${name}-policy` : `${name}-dlq-policy`,
          {
            queueUrl: target.id,
            policy: pulumi
              .all([target.arn, pulumi.all(sources.map(({ arn }) => arn))])
              .apply(([arn, topicArns]) => queuePolicy(arn, topicArns)),
          },
          parent,
        ),
    );
    for (const [index, topic] of sources.entries())
      new aws.sns.TopicSubscription(
        `${name}-from-${index}`,
        {
          topic: topic.arn,
          protocol: 'sqs',
          endpoint: this.queue.arn,
          rawMessageDelivery: true,
          // SNS gives up after 23 days; what it could not deliver must not vanish.
          redrivePolicy: pulumi.jsonStringify({ deadLetterTargetArn: this.deadLetter.arn }),
        },
        { ...parent, dependsOn: policies },
      );
    this.registerOutputs({ url: this.queue.id });
  }
}

/** TLS for everybody, and for topics leave to send. Whoever else may is said by their own role. */
const queuePolicy = (queueArn: string, topicArns: string[]) =>
  resourcePolicy([
    tlsOnly('sqs:*', queueArn),
    ...(topicArns.length > 0
      ? [
          {
            Sid: 'FromTopics',
            Effect: 'Allow' as const,
            Principal: { Service: 'sns.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Resource: queueArn,
            Condition: { ArnEquals: { 'aws:SourceArn': topicArns } },
          },
        ]
      : []),
  ]);
