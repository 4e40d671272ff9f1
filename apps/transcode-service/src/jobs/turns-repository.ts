import { FADE_SECONDS } from '../domain/turns.ts';
import type { Tx } from '../database.ts';

type Waiting = { ownerId: string; priority: number; turn: Date; availableAt: Date };

const later = (date: Date, seconds: number) => new Date(date.getTime() + seconds * 1000);

/**
 * The next turn of an owner, who after this has to wait `seconds` longer. The row stays locked until the transaction ends;
 * a transaction takes it after the job's row and before `stepInLine`.
 */
export async function takeTurn(tx: Tx, ownerId: string, now: Date, seconds: number): Promise<Date> {
  await tx.$executeRaw`
    INSERT INTO shares (ownerId, at, busyUntil) VALUES (${ownerId}, ${now}, ${later(now, seconds)})
    ON DUPLICATE KEY UPDATE busyUntil = GREATEST(busyUntil, ${now}) + INTERVAL ${seconds} SECOND`;
  const { busyUntil } = await tx.share.findUniqueOrThrow({ where: { ownerId } });
  return later(busyUntil, -seconds);
}

/** Tasks that wait from now on can be found; one row per owner and priority, whatever their number. */
export async function stepInLine(tx: Tx, tasks: readonly Waiting[]): Promise<void> {
  const rows = Map.groupBy(tasks, ({ ownerId, priority }) => `${ownerId} ${priority}`);
  for (const waiting of rows.values()) {
    const { ownerId, priority } = waiting[0]!;
    const turn = earliest(waiting.map((task) => task.turn));
    const notBefore = earliest(waiting.map((task) => task.availableAt));
    await tx.$executeRaw`
      INSERT INTO waiting_owners (ownerId, priority, turn, notBefore)
        VALUES (${ownerId}, ${priority}, ${turn}, ${notBefore})
      ON DUPLICATE KEY UPDATE turn = LEAST(turn, VALUES(turn)),
        notBefore = LEAST(notBefore, VALUES(notBefore)), version = version + 1`;
  }
}

const earliest = (dates: Date[]) => new Date(Math.min(...dates.map((date) => date.getTime())));

/** Claims that have ended, well or not: their seconds count against the owner. */
export async function charge(
  tx: Tx,
  ownerId: string,
  claims: readonly { startedAt: Date | null }[],
  now: Date,
): Promise<void> {
  const seconds = claims.reduce((sum, { startedAt }) => sum + secondsBetween(startedAt ?? now, now), 0);
  if (seconds === 0) return;
  await tx.$executeRaw`
    INSERT INTO shares (ownerId, seconds, at, busyUntil) VALUES (${ownerId}, ${seconds}, ${now}, ${now})
    ON DUPLICATE KEY UPDATE
      seconds = seconds * EXP(-GREATEST(0, TIMESTAMPDIFF(SECOND, at, ${now})) / ${FADE_SECONDS}) + ${seconds},
      at = ${now}`;
}

const secondsBetween = (from: Date, to: Date) => Math.max(0, (to.getTime() - from.getTime()) / 1000);
