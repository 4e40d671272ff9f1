import { SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach } from 'vitest';
import { z } from 'zod';
import { consume, type Consumer, type ConsumeOptions } from './consume.ts';
import type { ErrorContext, Handler } from './deliver.ts';
import { createSpecQueues, type SpecQueues } from './spec-queues.ts';

export const Work = z.object({ n: z.number() });
export type Work = z.infer<typeof Work>;

export const empty = { visible: 0, inFlight: 0 };
export const within = { timeout: 10_000, interval: 10 };

/** Fresh queues for every test of a file, and consumers that are stopped after it. */
export function consumerSpec() {
  let queues: SpecQueues;
  const consumers: Consumer[] = [];
  let errors: { error: unknown; context: ErrorContext }[] = [];

  beforeEach(async () => {
    queues = await createSpecQueues();
    errors = [];
  });
  afterEach(async () => {
    await Promise.all(consumers.splice(0).map((consumer) => consumer.stop({ graceMs: 0 })));
    await queues.remove();
  });

  return {
    get queues() {
      return queues;
    },
    /** What was going on when each error was reported. */
    troubles: () => errors.map(({ context }) => context.doing),
    put: (name: 'fast' | 'bulk', n: number) => queues.put(name, { n }),

    /** Consumes `fast` with one slot unless told otherwise. */
    start(handler: Handler<Work>, options: Partial<ConsumeOptions<typeof Work>> = {}): Consumer {
      const consumer = consume({
        ...queues.target,
        queues: [{ url: queues.url('fast') }],
        slots: 1,
        schema: Work,
        handler,
        visibilityTimeoutSeconds: 30,
        onError: (error, context) => errors.push({ error, context }),
        log: { warn() {} },
        ...options,
      });
      consumers.push(consumer);
      return consumer;
    },

    both: () => ({ queues: [{ url: queues.url('fast') }, { url: queues.url('bulk') }] }),

    /** A client whose calls pass through `around`. It tries only once, so that a fault is one fault. */
    client(around: (input: CallInput, call: () => Promise<CallOutput>) => Promise<CallOutput>): SQSClient {
      const sqs = new SQSClient({ ...queues.target, maxAttempts: 1 });
      sqs.middlewareStack.add(
        (next) => async (args) => {
          let answer: Awaited<ReturnType<typeof next>> | undefined;
          await around(args.input as CallInput, async () => {
            answer = await next(args);
            return answer.output as CallOutput;
          });
          if (!answer) throw new Error('The call was not made.');
          return answer;
        },
        { step: 'initialize' },
      );
      return sqs;
    },
  };
}

type CallInput = {
  QueueUrl?: string;
  ReceiptHandle?: string;
  VisibilityTimeout?: number;
  WaitTimeSeconds?: number;
};
type CallOutput = { Messages?: { MessageId?: string; ReceiptHandle?: string }[] };

export const isReceive = (input: CallInput) => input.WaitTimeSeconds !== undefined;
export const isLongPoll = (input: CallInput) => (input.WaitTimeSeconds ?? 0) > 0;
export const isHide = (input: CallInput) => !isReceive(input) && input.VisibilityTimeout !== undefined;
export const isDelete = (input: CallInput) => input.ReceiptHandle !== undefined && !isHide(input);

/** Rejects when the signal is aborted, as work that heeds it does. */
export const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
