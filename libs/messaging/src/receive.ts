import { ReceiveMessageCommand, type Message, type SQSClient } from '@aws-sdk/client-sqs';

/**
 * Asks a queue for messages: at most `max` and at most ten (SQS's limit), waiting up to `waitSeconds` for the
 * first. Cut off by the signal it answers none; SQS may still hand messages to the connection it does not know
 * to be closed, and those stay invisible for a visibility timeout. So nothing is cut off but at the end.
 */
export function createReceive({
  sqs,
  visibilityTimeoutSeconds,
}: {
  sqs: SQSClient;
  visibilityTimeoutSeconds: number;
}) {
  return async (queueUrl: string, max: number, waitSeconds: number, cut: AbortSignal): Promise<Message[]> => {
    const command = new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: Math.min(10, max),
      WaitTimeSeconds: waitSeconds,
      VisibilityTimeout: visibilityTimeoutSeconds,
      MessageSystemAttributeNames: ['ApproximateReceiveCount'],
    });
    try {
      const { Messages = [] } = await sqs.send(command, { abortSignal: cut });
      return Messages;
    } catch (error) {
      if (cut.aborted) return [];
      throw error;
    }
  };
}
