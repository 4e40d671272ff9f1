import { mockAccount } from '../mock-cloud.ts';
import { isOpen, policyOf, refusesPlainHttp } from './documents.ts';
import { arnOf, every, type Rule } from './rule.ts';

const queue = 'aws:sqs/queue:Queue';
const queuePolicy = 'aws:sqs/queuePolicy:QueuePolicy';
const topic = 'aws:sns/topic:Topic';
const topicPolicy = 'aws:sns/topicPolicy:TopicPolicy';

export const messagingRules: Rule[] = [
  {
    id: '10-queue-encrypted',
    alsoKnownAs: 'CKV_AWS_27, CKV2_AWS_73, SQS2, SQS.1',
    title: 'queues are encrypted',
    check: every<{ sqsManagedSseEnabled?: boolean; kmsMasterKeyId?: string }>(
      queue,
      ({ sqsManagedSseEnabled, kmsMasterKeyId }) =>
        !sqsManagedSseEnabled && !kmsMasterKeyId && 'is not encrypted',
    ),
  },
  {
    id: '11-queue-policy',
    alsoKnownAs: 'CKV_AWS_168, CKV_AWS_387, CKV_AWS_72, SQS4, SQS.3',
    title: 'queues take messages with TLS and from named sources only',
    check: every(queue, (_, stack, resource) => {
      const statements = policyOf(stack, queuePolicy, 'queueUrl', resource);
      if (!refusesPlainHttp(statements)) return 'answers without TLS';
      return statements.some((statement) => isOpen(statement, mockAccount)) && 'takes messages from anybody';
    }),
  },
  {
    id: '12-dead-letters',
    alsoKnownAs: 'SQS3',
    title: 'queues put aside what cannot be worked off',
    check: every<{ redrivePolicy?: string }>(queue, ({ redrivePolicy }, stack, resource) => {
      const isDeadLetter = stack
        .all(queue)
        .some(({ inputs }) => String(inputs.redrivePolicy ?? '').includes(`"${arnOf(resource)}"`));
      return !redrivePolicy && !isDeadLetter && 'tries for ever';
    }),
  },
  {
    id: '13-topic-encrypted',
    alsoKnownAs: 'CKV_AWS_26, SNS.1',
    title: 'topics are encrypted',
    check: every<{ kmsMasterKeyId?: string }>(
      topic,
      ({ kmsMasterKeyId }) => !kmsMasterKeyId && 'is not encrypted',
    ),
  },
  {
    id: '13-topic-tls',
    alsoKnownAs: 'SNS3',
    title: 'topics refuse plain HTTP',
    check: every(
      topic,
      (_, stack, resource) =>
        !refusesPlainHttp(policyOf(stack, topicPolicy, 'arn', resource)) && 'answers without TLS',
    ),
  },
  {
    id: '14-topic-principal',
    alsoKnownAs: 'CKV_AWS_169, CKV_AWS_385, SNS.4',
    title: 'topics are for this account alone',
    check: every(
      topic,
      (_, stack, resource) =>
        policyOf(stack, topicPolicy, 'arn', resource).some((statement) => isOpen(statement, mockAccount)) &&
        'has a policy for anybody',
    ),
  },
];
