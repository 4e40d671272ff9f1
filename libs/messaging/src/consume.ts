import type { Message, SQSClient } from '@aws-sdk/client-sqs';
import { setTimeout as pause } from 'node:timers/promises';
import type { z } from 'zod';
import { receiveRetryDelay, redeliveryDelay } from './backoff.ts';
import { createSqsClient, type AwsTarget } from './clients.ts';
import { createDelivery, type ErrorContext, type Handler, type Log } from './deliver.ts';
import { checkVisibility } from './heartbeat.ts';
import { createReceive } from './receive.ts';
import { createSettle } from './settle.ts';

export type ConsumeOptions<Schema extends z.ZodType> = AwsTarget & {
  /** Instead of a new client for region and endpoint. */
  client?: SQSClient;
  /** In strict order: a message of a later queue is only taken while all earlier ones are empty. */
  queues: readonly { url: string }[];
  /** Messages in work at the same time, over all queues. */
  slots: number;
  /** Of the message body (JSON). Several kinds of messages: a union. What does not fit is buried at once. */
  schema: Schema;
  handler: Handler<z.output<Schema>>;
  /** Seconds a received message is ours. Longer than the handler runs, or use a heartbeat. */
  visibilityTimeoutSeconds: number;
  /** Extends the message every so many seconds while its handler runs; less than the visibility timeout. */
  heartbeatSeconds?: number | undefined;
  /** Seconds until a message whose handler threw comes back. */
  retryDelaySeconds?: (receiveCount: number) => number;
  onError: (error: unknown, context: ErrorContext) => void;
  log: Log;
};

export type Consumer = {
  /**
   * Starts nothing new and gives back what still arrives. Handlers and an open long poll may finish for
   * `graceMs`; then the handlers' signal is aborted and the poll cut off. Resolves when every handler has ended
   * and its message is settled.
   */
  stop(options: { graceMs: number }): Promise<void>;
  /** Resolves when no message is in work and the last look at every queue found none that is visible. */
  idle(): Promise<void>;
  /** Milliseconds since the loop last turned; 0 while it waits for a free slot. What grows for long hangs. */
  silentFor(): number;
};

/**
 * Seconds that an empty queue is waited for. Short of the 20 that SQS allows, because a stop waits for the poll
 * to come back instead of cutting it off.
 */
const longPollSeconds = 3;
/** The same with several queues: the later ones are looked at when the first one's wait is over. */
const turnSeconds = 1;

/**
 * Starts to handle the messages of one or more SQS queues.
 * Throws a RangeError for times or slots that cannot work. See docs/adr/0006-own-queue-consumer.md.
 */
export function consume<Schema extends z.ZodType>(options: ConsumeOptions<Schema>): Consumer {
  checkVisibility(options);
  if (!(Number.isInteger(options.slots) && options.slots > 0))
    throw new RangeError('slots must be at least 1.');
  if (options.queues.length === 0) throw new RangeError('At least one queue is needed.');

  const { slots, visibilityTimeoutSeconds, heartbeatSeconds, onError, log } = options;
  const sqs = options.client ?? createSqsClient(options);
  const settle = createSettle(sqs);
  const queueUrls = options.queues.map((queue) => queue.url);
  const waitSeconds = queueUrls.length > 1 ? turnSeconds : longPollSeconds;
  const receive = createReceive({ sqs, visibilityTimeoutSeconds });
  const stopping = new AbortController();
  const giveUp = new AbortController();
  const deliver = createDelivery({
    settle,
    schema: options.schema,
    handler: options.handler,
    times: { visibilityTimeoutSeconds, heartbeatSeconds },
    retryDelaySeconds: options.retryDelaySeconds ?? redeliveryDelay,
    giveUp: giveUp.signal,
    onError,
    log,
  });

  const inWork = new Set<Promise<void>>();
  const idleWaiters: (() => void)[] = [];
  /** Resolved and replaced whenever a message has left. */
  let departure = Promise.withResolvers<void>();
  /** True from the moment that every queue was found empty until a message arrives. */
  let quiet = false;
  let turnedAt = performance.now();
  let waitsForSlot = false;

  function reportIdle() {
    if (quiet && inWork.size === 0) for (const tell of idleWaiters.splice(0)) tell();
  }

  function track(work: Promise<void>) {
    inWork.add(work);
    void work.finally(() => {
      inWork.delete(work);
      departure.resolve();
      departure = Promise.withResolvers<void>();
      reportIdle();
    });
  }

  async function giveBack(queueUrl: string, message: Message): Promise<void> {
    try {
      await settle.hide(queueUrl, message, 0);
    } catch (error) {
      onError(error, { queueUrl, messageId: message.MessageId, doing: 'give back' });
    }
  }

  async function freeSlots(): Promise<number> {
    waitsForSlot = true;
    while (inWork.size >= slots && !stopping.signal.aborted) await departure.promise;
    waitsForSlot = false;
    turnedAt = performance.now();
    return slots - inWork.size;
  }

  /**
   * One look at the queues in order, up to the first that has something. Only the first queue is waited for,
   * and only when all were empty before: one receive at a time, so no message is ever fetched for a slot
   * that another has taken.
   */
  async function look(): Promise<void> {
    const free = await freeSlots();
    for (const [rank, queueUrl] of queueUrls.entries()) {
      if (stopping.signal.aborted) return;
      const wait = quiet && rank === 0 ? waitSeconds : 0;
      const messages = await receive(queueUrl, free, wait, giveUp.signal);
      if (messages.length === 0) continue;
      quiet = false;
      const fate = stopping.signal.aborted ? giveBack : deliver;
      for (const message of messages) track(fate(queueUrl, message));
      return;
    }
    quiet = true;
    reportIdle();
  }

  async function run(): Promise<void> {
    let failures = 0;
    while (!stopping.signal.aborted) {
      turnedAt = performance.now();
      try {
        await look();
        failures = 0;
      } catch (error) {
        quiet = false;
        failures += 1;
        onError(error, { doing: 'receive' });
        await pause(receiveRetryDelay(failures), undefined, { signal: stopping.signal }).catch(() => {});
      }
    }
  }

  const running = run();

  async function shutDown(graceMs: number): Promise<void> {
    stopping.abort();
    departure.resolve();
    const grace = setTimeout(() => giveUp.abort(new Error('The consumer is stopping.')), graceMs);
    await running;
    await Promise.all(inWork);
    clearTimeout(grace);
    quiet = true;
    reportIdle();
    if (!options.client) sqs.destroy();
  }

  let stopped: Promise<void> | undefined;
  return {
    stop: ({ graceMs }) => (stopped ??= shutDown(graceMs)),
    idle: () =>
      new Promise((resolve) => {
        idleWaiters.push(resolve);
        reportIdle();
      }),
    silentFor: () => (waitsForSlot ? 0 : performance.now() - turnedAt),
  };
}
