import { ReceiveMessageCommand, type Message, type SQSClient } from '@aws-sdk/client-sqs';
import { longPollSeconds } from './clients.ts';

export type Batch = { queueUrl: string; messages: Message[] };

type Options = { sqs: SQSClient; queueUrls: readonly string[]; visibilityTimeoutSeconds: number };

/** Looks at queues in strict order of priority. At most ten messages each time, SQS's limit. */
export function createReceiver({ sqs, queueUrls, visibilityTimeoutSeconds }: Options) {
  /** No messages when the signal ends the wait. */
  async function receive(queueUrl: string, max: number, wait: number, signal: AbortSignal): Promise<Batch> {
    const command = new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: Math.min(10, max),
      WaitTimeSeconds: wait,
      VisibilityTimeout: visibilityTimeoutSeconds,
      MessageSystemAttributeNames: ['ApproximateReceiveCount'],
    });
    try {
      const { Messages = [] } = await sqs.send(command, { abortSignal: signal });
      return { queueUrl, messages: Messages };
    } catch (error) {
      if (signal.aborted) return { queueUrl, messages: [] };
      throw error;
    }
  }

  return {
    /** One short look at each queue in order; ends at the first that has something. */
    async sweep(max: number, signal: AbortSignal): Promise<Batch | undefined> {
      for (const queueUrl of queueUrls) {
        const batch = await receive(queueUrl, max, 0, signal);
        if (batch.messages.length > 0) return batch;
      }
      return undefined;
    },

    /**
     * Waits on all queues at once, each with its own long poll, until one has something; then the other polls
     * are cut off. What they had received by then is in the answer too, in order of priority.
     */
    async watch(max: number, stop: AbortSignal): Promise<{ batches: Batch[]; error?: unknown }> {
      const cut = new AbortController();
      const signal = AbortSignal.any([stop, cut.signal]);
      const wait = async (queueUrl: string): Promise<Batch> => {
        try {
          for (;;) {
            const batch = await receive(queueUrl, max, longPollSeconds, signal);
            if (batch.messages.length > 0 || signal.aborted) return batch;
          }
        } finally {
          cut.abort();
        }
      };
      const settled = await Promise.allSettled(queueUrls.map(wait));
      const batches = settled.flatMap((s) => (s.status === 'fulfilled' ? [s.value] : []));
      const failed = settled.find((s) => s.status === 'rejected');
      return {
        batches: batches.filter((batch) => batch.messages.length > 0),
        ...(failed ? { error: failed.reason } : {}),
      };
    },
  };
}
