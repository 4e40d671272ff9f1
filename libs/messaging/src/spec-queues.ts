import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { queueCounts, sqsClient, testCloud, testQueue } from '@matinee/testing';

/** Two fresh queues, `fast` and `bulk`, each with its dead-letter queue and its topic, and ways to look at them. */
export async function createSpecQueues() {
  const made = { fast: await testQueue(), bulk: await testQueue() };
  type Name = keyof typeof made;
  const sqs = sqsClient();
  const { region, credentials, endpoints } = testCloud();

  return {
    sqs,
    target: { region, credentials, endpoint: endpoints.sqs },
    url: (name: Name) => made[name].url,
    topicArn: (name: Name) => made[name].topicArn,

    /** Puts a body on a queue: a string as it is, anything else as JSON. */
    put: (name: Name, body: unknown) => made[name].send(body),

    /** Messages that can be received now, and messages handed out and not settled. */
    async counts(name: Name) {
      const { ready, inFlight } = await queueCounts(made[name].url);
      return { visible: ready, inFlight };
    },

    /** The next message of a queue or of its dead-letter queue, with its attributes; waits up to 10 s. */
    async take(name: Name, { dead = false } = {}) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: dead ? made[name].deadLetterUrl : made[name].url,
          WaitTimeSeconds: 10,
          MessageAttributeNames: ['All'],
        }),
      );
      const [message] = Messages;
      if (!message) throw new Error(`Nothing arrived on ${name}.`);
      return message;
    },

    async remove(): Promise<void> {
      await Promise.all(Object.values(made).map((queue) => queue.remove()));
      sqs.destroy();
    },
  };
}
export type SpecQueues = Awaited<ReturnType<typeof createSpecQueues>>;
