import type { Database } from '../database.ts';

export function createBacklogRepository(db: Database) {
  return {
    /** Tasks that wait for a worker or are with one. Those that wait for another try do so for seconds only. */
    count: (): Promise<number> => db.task.count({ where: { state: { in: ['pending', 'running'] } } }),
  };
}
