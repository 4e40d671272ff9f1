import { consume, type AwsTarget, type Consumer, type Handler, type Log } from '@matinee/messaging';
import { IntakeMessage } from './handler.ts';

type Options = AwsTarget & {
  queueUrl: string;
  handler: Handler<IntakeMessage>;
  log: Log & { error(fields: object, message: string): void };
};

/** Messages at once: each is a few quick statements, and a deletion a few hundred removals. */
const SLOTS = 4;

/** Reads the intake queue until it is stopped. */
export const consumeIntake = ({ queueUrl, handler, log, ...target }: Options): Consumer =>
  consume({
    ...target,
    queues: [{ url: queueUrl }],
    slots: SLOTS,
    schema: IntakeMessage,
    handler,
    visibilityTimeoutSeconds: 30,
    heartbeatSeconds: 10,
    onError: (error, context) => log.error({ err: error, ...context }, 'intake'),
    log,
  });
