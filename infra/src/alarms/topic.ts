import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { alarmTopicName } from '../keys.ts';
import type { Settings } from '../settings.ts';
import { here, resourcePolicy, tlsOnly } from '../components/resource-policy.ts';

/**
 * Where everything that people must know goes. AWS's own SNS key would shut CloudWatch and EventBridge out (its
 * policy cannot be changed), so the topic is encrypted with our key or, in the lean profile, not at all: alarms
 * carry names and numbers only.
 */
export function createAlarmTopic(settings: Settings, key?: aws.kms.Key) {
  const topic = new aws.sns.Topic('alarms', { name: alarmTopicName, kmsMasterKeyId: key?.arn });
  new aws.sns.TopicPolicy('alarms', {
    arn: topic.arn,
    policy: pulumi.all([topic.arn, here()]).apply(([arn, { account }]) => topicPolicy(arn, account)),
  });
  new aws.sns.TopicSubscription('alarms-by-mail', {
    topic: topic.arn,
    protocol: 'email',
    endpoint: settings.alarmEmail,
  });
  return topic;
}

const topicPolicy = (arn: string, account: string) =>
  resourcePolicy([
    {
      Sid: 'FromOurAlarms',
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: 'sns:Publish',
      Resource: arn,
      Condition: { StringEquals: { 'aws:SourceAccount': account } },
    },
    // EventBridge names no source when it publishes to SNS: with a condition every mail would be lost without a word
    // (EventBridge User Guide, "Troubleshooting", SNS topics).
    {
      Sid: 'FromRules',
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sns:Publish',
      Resource: arn,
    },
    tlsOnly('sns:Publish', arn),
  ]);
