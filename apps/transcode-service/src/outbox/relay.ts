import type { OutboxRepository, StoredPost } from './outbox-repository.ts';

/** Sends posts; answers with the ids of those that were not taken. May also reject: then none was. */
export type SendPosts = (posts: readonly StoredPost[]) => Promise<bigint[]>;

export interface Relay {
  /** There is something to send: look now instead of at the next poll. */
  kick(): void;
  /** Sends everything that is due and resolves; for specs. */
  drain(): Promise<void>;
  stop(): Promise<void>;
}

type Options = {
  outbox: Pick<OutboxRepository, 'take' | 'remove' | 'postpone'>;
  send: SendPosts;
  pollMs: number;
  onError: (error: unknown) => void;
};

const BATCH = 50;
/** Seconds that a taken post is left to its relay; longer than any send with its retries takes. */
const TAKEN_SECONDS = 60;

/**
 * Moves posts from the outbox to SNS and SQS: at once after a commit (`kick`), and by polling for what a process
 * left behind that died in between. A post is removed only after it was sent, so it may be sent twice, never not.
 */
export function createRelay({ outbox, send, pollMs, onError }: Options): Relay {
  let running: Promise<void> | undefined;
  let again = false;
  let stopped = false;

  async function sendBatch(): Promise<number> {
    const posts = await outbox.take(BATCH, TAKEN_SECONDS);
    if (posts.length === 0) return 0;
    const refused = new Set(await send(posts).catch((error: unknown) => (onError(error), ids(posts))));
    await outbox.remove(ids(posts).filter((id) => !refused.has(id)));
    await outbox.postpone([...refused]);
    return posts.length;
  }

  async function run(): Promise<void> {
    do {
      again = false;
      try {
        while (!stopped && (await sendBatch()) === BATCH);
      } catch (error) {
        onError(error);
      }
    } while (again && !stopped);
  }

  function kick(): void {
    again = true;
    if (stopped || running) return;
    running = run().finally(() => {
      running = undefined;
      // A kick may fall between the last look and this line.
      if (again) kick();
    });
  }

  const timer = setInterval(kick, pollMs);
  return {
    kick,
    async drain() {
      kick();
      while (running) await running;
    },
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}

const ids = (posts: readonly StoredPost[]) => posts.map((post) => post.id);
