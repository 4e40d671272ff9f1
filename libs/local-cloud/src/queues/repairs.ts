import type { Fauxqs, SqsAction } from './fauxqs.ts';

/**
 * Corrects, at run time, where fauxqs 2.4.1 differs from SQS. Each repair names the fault it removes.
 * Call once per process: it changes the classes themselves.
 */
export function repair(fauxqs: Fauxqs): void {
  const { PersistenceManager, SqsQueue, SqsRouter } = fauxqs;

  // ChangeMessageVisibility(0) wrote NULL into a NOT NULL column: a 500, and the message hidden until a restart.
  PersistenceManager.prototype.updateMessageReady = function (messageId) {
    this.db
      .prepare(
        'UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL WHERE message_id = ?',
      )
      .run(messageId);
  };

  // The counters were stale until the next receive.
  const getAllAttributes = SqsQueue.prototype.getAllAttributes;
  SqsQueue.prototype.getAllAttributes = function (names) {
    this.processTimers();
    return getAllAttributes.call(this, names);
  };

  // Moving to the dead-letter queue was a delete and an insert: a kill in between lost the message.
  // One transaction per receive also costs one write to disk instead of ten.
  const dequeue = SqsQueue.prototype.dequeue;
  SqsQueue.prototype.dequeue = function (...args) {
    if (!this.persistence) return dequeue.apply(this, args);
    let received: unknown[] = [];
    this.persistence.transaction(() => (received = dequeue.apply(this, args)));
    return received;
  };

  // A long poll whose client had gone swallowed the message for a whole visibility timeout.
  const handle = SqsRouter.prototype.handle;
  SqsRouter.prototype.handle = async function (request, reply) {
    const answer = await handle.call(this, request, reply);
    if (!request.raw.socket.destroyed) return answer;
    const queue = this.store.getQueue(request.body.QueueUrl);
    for (const { ReceiptHandle } of answer?.Messages ?? []) {
      const message = queue?.inflightMessages.get(ReceiptHandle)?.message;
      if (!queue || !message) continue;
      message.approximateReceiveCount--;
      const { messageId, approximateReceiveCount: count, approximateFirstReceiveTimestamp: first } = message;
      queue.changeVisibility(ReceiptHandle, 0);
      queue.persistence?.updateMessageInflight(messageId, null, null, count, first);
    }
    return answer;
  };

  // The redrive of a dead-letter queue was missing.
  const register = SqsRouter.prototype.register;
  SqsRouter.prototype.register = function (action, handler) {
    register.call(this, action, handler);
    if (action === 'SendMessage') register.call(this, 'StartMessageMoveTask', startMessageMoveTask(fauxqs));
  };
}

/**
 * Moves every visible message of a dead-letter queue back to its source (or `DestinationArn`), receive count 0.
 * AWS does it in the background; here it is done when the call answers.
 */
const startMessageMoveTask =
  ({ SqsError }: Fauxqs): SqsAction =>
  async ({ SourceArn = '', DestinationArn }, store) => {
    const redrivesHere = (policy?: string): boolean =>
      policy !== undefined && JSON.parse(policy).deadLetterTargetArn === SourceArn;
    const source = store.getQueueByArn(SourceArn);
    const destination = DestinationArn
      ? store.getQueueByArn(DestinationArn)
      : [...store.allQueues()].find((queue) => redrivesHere(queue.attributes.RedrivePolicy));
    if (!source || !destination)
      throw new SqsError(
        'ResourceNotFoundException',
        'The resource that you specified for the SourceArn parameter doesn’t exist.',
      );
    source.processTimers();
    const messages = source.messages.splice(0);
    for (const message of messages) {
      message.approximateReceiveCount = 0;
      message.approximateFirstReceiveTimestamp = undefined;
      destination.enqueue(message); // replaces the stored row by message id, so it is never in neither queue
    }
    return { TaskHandle: Buffer.from(JSON.stringify({ moved: messages.length })).toString('base64') };
  };
