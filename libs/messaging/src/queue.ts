import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { createSqsClient, type AwsTarget } from './clients.ts';

export type SendOptions = {
  /** Seconds, at most 900 (SQS). */
  delaySeconds?: number;
  /** On a standard queue it switches on fair queues: one owner's backlog does not hold up the others. */
  groupId?: string;
};

/** Sends work to SQS queues. The body is written as JSON. */
export function createQueue(options: AwsTarget | { client: SQSClient }) {
  const sqs = 'client' in options ? options.client : createSqsClient(options);
  return {
    /** Rejects when SQS did not take it. */
    async send(queueUrl: string, body: unknown, { delaySeconds, groupId }: SendOptions = {}): Promise<void> {
      await sqs.send(
        new SendMessageCommand({
          QueueUrl: queueUrl,
          MessageBody: JSON.stringify(body),
          ...(delaySeconds === undefined ? {} : { DelaySeconds: delaySeconds }),
          ...(groupId === undefined ? {} : { MessageGroupId: groupId }),
        }),
      );
    },
  };
}
export type Queue = ReturnType<typeof createQueue>;
