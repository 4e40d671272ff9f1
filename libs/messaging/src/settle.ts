import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  SendMessageCommand,
  type Message,
  type SQSClient,
} from '@aws-sdk/client-sqs';

/** Seconds: SQS's limit, counted from the receive ("ChangeMessageVisibility"). */
const maxVisibilitySeconds = 12 * 3600;

/** What can happen to a message that was received. All of them fail when SQS does. */
export type Settle = ReturnType<typeof createSettle>;

export function createSettle(sqs: SQSClient) {
  const deadLetterUrls = new Map<string, Promise<string>>();

  async function readDeadLetterUrl(queueUrl: string): Promise<string> {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['RedrivePolicy'] }),
    );
    const arn: unknown = JSON.parse(Attributes?.RedrivePolicy ?? '{}').deadLetterTargetArn;
    if (typeof arn !== 'string')
      throw new Error(`${queueUrl} has no dead-letter queue to bury a message in.`);
    // A dead-letter queue has the account and region of its source, so their URLs differ in the name alone.
    return queueUrl.replace(/[^/]+$/, arn.slice(arn.lastIndexOf(':') + 1));
  }

  /** Asked once per queue; a failure is not remembered. */
  function deadLetterUrl(queueUrl: string): Promise<string> {
    const known = deadLetterUrls.get(queueUrl);
    if (known) return known;
    const asked = readDeadLetterUrl(queueUrl);
    deadLetterUrls.set(queueUrl, asked);
    asked.catch(() => deadLetterUrls.delete(queueUrl));
    return asked;
  }

  async function remove(queueUrl: string, message: Message): Promise<void> {
    await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: message.ReceiptHandle }));
  }

  return {
    remove,

    /** Hides the message for `seconds` from now; 0 hands it to the next receiver at once. */
    async hide(queueUrl: string, message: Message, seconds: number, signal?: AbortSignal): Promise<void> {
      await sqs.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: queueUrl,
          ReceiptHandle: message.ReceiptHandle,
          VisibilityTimeout: Math.min(maxVisibilitySeconds, Math.max(0, Math.ceil(seconds))),
        }),
        signal ? { abortSignal: signal } : {},
      );
    },

    /** Sent first and deleted after: a crash in between buries it twice rather than losing it. */
    async bury(queueUrl: string, message: Message, reason: string): Promise<void> {
      await sqs.send(
        new SendMessageCommand({
          QueueUrl: await deadLetterUrl(queueUrl),
          MessageBody: message.Body,
          MessageAttributes: { reason: { DataType: 'String', StringValue: printable(reason) } },
        }),
      );
      await remove(queueUrl, message);
    },
  };
}

/** An attribute is XML text and must not be empty: no control characters, at most 1000 characters. */
const printable = (reason: string) =>
  reason
    .replace(/\p{C}+/gu, ' ')
    .trim()
    .slice(0, 1_000) || 'unknown';
