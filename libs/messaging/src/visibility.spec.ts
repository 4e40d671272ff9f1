import { DeleteMessageCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it, vi } from 'vitest';
import type { Handler } from './deliver.ts';
import { done } from './outcome.ts';
import { empty, isHide, untilAborted, consumerSpec, within, type Work } from './spec-consumer.ts';

const spec = consumerSpec();
const { put, start } = spec;

describe('visibility', () => {
  it('keeps a message ours while its handler runs longer than the timeout', async () => {
    const finish = Promise.withResolvers<void>();
    const seen: string[] = [];
    let extensions = 0;
    const client = spec.client((input, call) => {
      if (isHide(input)) extensions += 1;
      return call();
    });
    const work = (who: string): Handler<Work> => {
      return async () => {
        seen.push(who);
        await finish.promise;
        return done;
      };
    };
    start(work('owner'), { client, visibilityTimeoutSeconds: 1, heartbeatSeconds: 0.4 });
    await put('fast', 1);
    await vi.waitFor(() => expect(seen).toEqual(['owner']), within);
    const rival = start(work('rival'));

    // Four extensions of 0.4 s: well past the timeout of one second.
    await vi.waitFor(() => expect(extensions).toBeGreaterThanOrEqual(4), within);
    finish.resolve();
    await vi.waitFor(async () => expect(await spec.queues.counts('fast')).toEqual(empty), within);
    await rival.idle();
    expect(seen).toEqual(['owner']);
  });

  it('aborts the handler when a heartbeat fails, and does not touch the message any more', async () => {
    const receipts = new Map<string, string>();
    const settled: string[] = [];
    const client = spec.client(async (input, call) => {
      if (input.ReceiptHandle) settled.push(input.ReceiptHandle);
      const output = await call();
      for (const { MessageId, ReceiptHandle } of output.Messages ?? [])
        receipts.set(MessageId!, ReceiptHandle!);
      return output;
    });
    let reason: unknown;
    let touched = Infinity;
    start(
      async (_, { signal, messageId }) => {
        // Somebody else finishes the message, so the next extension is refused.
        const ReceiptHandle = receipts.get(messageId);
        await spec.queues.sqs.send(
          new DeleteMessageCommand({ QueueUrl: spec.queues.url('fast'), ReceiptHandle }),
        );
        return untilAborted(signal).catch((why) => {
          reason = why;
          touched = settled.length;
          throw why;
        });
      },
      { client, visibilityTimeoutSeconds: 2, heartbeatSeconds: 0.2 },
    );
    await put('fast', 1);

    await vi.waitFor(() => expect(reason).toBeInstanceOf(Error), within);
    expect(spec.troubles()).toEqual(['heartbeat']);
    expect(settled.length).toBe(touched);
  });

  it('lets a handler extend its message by itself', async () => {
    let deliveries = 0;
    let during: unknown;
    start(
      async (_, { extend }) => {
        deliveries += 1;
        await extend(20);
        during = await spec.queues.counts('fast');
        return done;
      },
      { visibilityTimeoutSeconds: 1 },
    );
    await put('fast', 1);
    await vi.waitFor(() => expect(during).toEqual({ visible: 0, inFlight: 1 }), within);
    await vi.waitFor(async () => expect(await spec.queues.counts('fast')).toEqual(empty), within);
    expect(deliveries).toBe(1);
  });
});
