import type { S3Notification } from '../events.ts';
import type { Database } from './database.ts';

export type Deliver = (targetArn: string, event: S3Notification) => void | Promise<void>;

const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 5000;
/** How long closing waits for a delivery under way, in ms; the row stays and is delivered again. */
const CLOSE_GRACE_MS = 1000;

type Row = { id: number; target: string; event: string };

export type Outbox = ReturnType<typeof createOutbox>;

/**
 * Events waiting for delivery. They are written in the transaction of the change they tell of and deleted after
 * delivery, so a kill in between repeats an event and never loses one (S3 too delivers at least once).
 */
export function createOutbox(database: Database, deliver: Deliver) {
  let wanted = false;
  let running: Promise<void> | undefined;
  let retryDelay = FIRST_RETRY_MS;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const deliverOne = async ({ id, target, event }: Row): Promise<boolean> => {
    try {
      await deliver(target, JSON.parse(event) as S3Notification);
      if (!closed) database.run('DELETE FROM outbox WHERE id = ?', id);
      return true;
    } catch {
      return false;
    }
  };

  /** One round over everything that waits; a target that refuses does not hold up the others. */
  const deliverAll = async (): Promise<boolean> => {
    let complete = true;
    for (const row of database.all<Row>('SELECT * FROM outbox ORDER BY id')) {
      if (closed) return true;
      if (!(await deliverOne(row))) complete = false;
    }
    return complete;
  };

  const run = async (): Promise<void> => {
    while (wanted && !closed) {
      wanted = false;
      if (await deliverAll().catch(() => false)) {
        retryDelay = FIRST_RETRY_MS;
        continue;
      }
      timer = setTimeout(wake, retryDelay);
      retryDelay = Math.min(retryDelay * 2, LAST_RETRY_MS);
      return;
    }
  };

  /** Starts delivery of what has been committed; returns at once. */
  function wake(): void {
    clearTimeout(timer);
    wanted = true;
    running ??= run().finally(() => {
      running = undefined;
      if (wanted && !closed) wake();
    });
  }

  return {
    /** Inside the caller's transaction; call `wake` after the commit. */
    add(target: string, event: S3Notification): void {
      database.run('INSERT INTO outbox(target, event) VALUES (?, ?)', target, JSON.stringify(event));
    },
    wake,
    async close(): Promise<void> {
      closed = true;
      clearTimeout(timer);
      if (!running) return;
      let grace: NodeJS.Timeout | undefined;
      await Promise.race([running, new Promise((resolve) => (grace = setTimeout(resolve, CLOSE_GRACE_MS)))]);
      clearTimeout(grace);
    },
  };
}
