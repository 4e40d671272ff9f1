import type { CatalogEvent } from '@matinee/contracts';
import type { Publisher } from '@matinee/messaging';
import { repeat, type Background, type Log } from '../background.ts';
import type { OutboxRepository } from './outbox-repository.ts';

/** Seconds. A kick after each commit is the fast way; this is for what a crash or an outage left behind. */
const pollSeconds = 5;
const batch = 100;

type Options = {
  outbox: OutboxRepository;
  publisher: Pick<Publisher<CatalogEvent>, 'publishBatch'>;
  log: Log;
};

/**
 * Publishes what is in the outbox and removes it once SNS has it. Killed in between, it publishes again: at least once,
 * and consumers know an event by its `eventId`.
 */
export function startRelay({ outbox, publisher, log }: Options): Background {
  async function publishAll(): Promise<void> {
    for (;;) {
      const rows = await outbox.unsent(batch);
      if (rows.length === 0) return;
      const failures = await publisher.publishBatch(rows.map(({ event }) => event));
      const failed = new Set(failures.map(({ event }) => event.eventId));
      await outbox.remove(rows.filter(({ event }) => !failed.has(event.eventId)).map(({ id }) => id));
      if (failures.length > 0) {
        log.error(
          { count: failures.length, reason: failures[0]?.reason },
          'events not published; trying again',
        );
        return;
      }
    }
  }
  return repeat('outbox relay', pollSeconds, publishAll, log);
}
