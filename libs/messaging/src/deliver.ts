import type { Message } from '@aws-sdk/client-sqs';
import { z } from 'zod';
import { keepVisible, type VisibilityTimes } from './heartbeat.ts';
import { bury, type Outcome } from './outcome.ts';
import type { Settle } from './settle.ts';

/** What a handler knows and can do besides the message itself. */
export type HandlerContext = {
  messageId: string;
  /** 1 for the first delivery, as SQS counts. */
  receiveCount: number;
  /** Aborted when the message is no longer ours (its heartbeat failed) or the consumer gives up waiting. */
  signal: AbortSignal;
  /** Keeps the message ours for `seconds` from now. */
  extend(seconds: number): Promise<void>;
};
export type Handler<T> = (message: T, context: HandlerContext) => Promise<Outcome>;

/** The part of a pino logger that is used. */
export type Log = { warn(fields: object, message: string): void };

export type ErrorContext = {
  queueUrl?: string;
  messageId?: string | undefined;
  receiveCount?: number;
  /** What failed: `receive`, `handle`, `heartbeat`, `settle` or `give back`. */
  doing: string;
};

type Options<Schema extends z.ZodType> = {
  settle: Settle;
  schema: Schema;
  handler: Handler<z.output<Schema>>;
  times: VisibilityTimes;
  retryDelaySeconds: (receiveCount: number) => number;
  giveUp: AbortSignal;
  onError: (error: unknown, context: ErrorContext) => void;
  log: Log;
};

/** From a received message to its fate. The returned function never rejects. */
export function createDelivery<Schema extends z.ZodType>(options: Options<Schema>) {
  const { settle, schema, handler, times, retryDelaySeconds, giveUp, onError, log } = options;

  async function fulfil(outcome: Outcome, queueUrl: string, message: Message): Promise<void> {
    if (outcome.fate === 'done') return settle.remove(queueUrl, message);
    if (outcome.fate === 'later') return settle.hide(queueUrl, message, outcome.seconds);
    log.warn({ queueUrl, messageId: message.MessageId, reason: outcome.reason }, 'message buried');
    return settle.bury(queueUrl, message, outcome.reason);
  }

  return async function deliver(queueUrl: string, message: Message): Promise<void> {
    const receiveCount = Number(message.Attributes?.ApproximateReceiveCount ?? 1);
    const context = { queueUrl, messageId: message.MessageId, receiveCount };
    const lost = new AbortController();
    const hide = (seconds: number, signal?: AbortSignal) => settle.hide(queueUrl, message, seconds, signal);
    const stopHeartbeat = keepVisible(times, hide, (error) => {
      lost.abort(error);
      onError(error, { ...context, doing: 'heartbeat' });
    });

    let fate: () => Promise<void>;
    try {
      const parsed = parse(schema, message.Body ?? '');
      const outcome = parsed.success
        ? await handler(parsed.data, {
            messageId: message.MessageId ?? '',
            receiveCount,
            signal: AbortSignal.any([giveUp, lost.signal]),
            extend: (seconds) => hide(seconds),
          })
        : bury(parsed.reason);
      fate = () => fulfil(outcome, queueUrl, message);
    } catch (error) {
      // Whoever owns the message now decides; hiding it would only get in their way.
      if (lost.signal.aborted) fate = async () => {};
      else if (giveUp.aborted) fate = () => hide(0);
      else fate = () => hide(retryDelaySeconds(receiveCount));
      if (!lost.signal.aborted && !giveUp.aborted) onError(error, { ...context, doing: 'handle' });
    } finally {
      stopHeartbeat();
    }
    try {
      await fate();
    } catch (error) {
      // Left as it is: it comes back after the visibility timeout, and handlers expect duplicates.
      onError(error, { ...context, doing: 'settle' });
    }
  };
}

type Parsed<T> = { success: true; data: T } | { success: false; reason: string };

function parse<Schema extends z.ZodType>(schema: Schema, body: string): Parsed<z.output<Schema>> {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return { success: false, reason: 'not JSON' };
  }
  const result = schema.safeParse(json);
  if (result.success) return { success: true, data: result.data };
  return { success: false, reason: `does not fit the schema: ${z.prettifyError(result.error)}` };
}
