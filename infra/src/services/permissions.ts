import { allow, keyOfSecrets, type Statement } from '../components/statement.ts';
import type { Facts } from './facts.ts';

type QueueKey = keyof Facts['queues'];

/** Taking messages from queues, and putting those that can never be handled into their dead-letter queues. */
export const consume = (sid: string, { queues }: Facts, keys: QueueKey[]): Statement[] => [
  allow(
    `${sid}Consume`,
    ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes'],
    keys.map((key) => queues[key].arn),
  ),
  allow(
    `${sid}Bury`,
    ['sqs:SendMessage'],
    keys.map((key) => queues[key].deadLetterArn),
  ),
];

/** Reading the name and password of a database user, whenever they have been replaced. */
export const readDatabaseSecret = (sid: string, facts: Facts, arn: string): Statement[] => [
  allow(`${sid}DatabaseSecret`, ['secretsmanager:GetSecretValue'], [arn]),
  ...keyOfSecrets(`${sid}DatabaseSecretKey`, ['kms:Decrypt'], facts),
];
