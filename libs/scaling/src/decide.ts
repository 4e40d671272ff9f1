import { workersWanted } from './workers-wanted.ts';

export type Situation = {
  /** Tasks that wait or are in work. */
  backlog: number;
  spot: {
    desired: number;
    running: number;
    /** Of those missing, the ones missing for longer than Spot is waited for (`createPatience`). */
    owed: number;
  };
  onDemand: { desired: number; running: number };
  /** Workers of each service that may be paid for. */
  most: number;
};

/** New desired counts of services that are to be raised. They are absolute, so saying them twice is harmless. */
export type Raise = { spot?: number; onDemand?: number };

/**
 * How far to raise which service: never lower, never above `most`, and from zero straight to what the backlog wants.
 * A Spot service that gets no capacity does not fall back by itself; workers it has owed for too long are asked from the
 * on-demand service as well, as many as the backlog still wants. When Spot delivers after all, both run until Application
 * Auto Scaling lets the surplus go.
 */
export function decide({ backlog, spot, onDemand, most }: Situation): Raise {
  const wanted = workersWanted({ backlog, running: 0, most });
  if (wanted === 0) return {};
  const owed = Math.max(0, Math.min(spot.owed, spot.desired - spot.running));
  const stillWanted = Math.max(0, wanted - spot.running);
  const fallback = Math.max(onDemand.desired, Math.min(owed, stillWanted));
  // Workers that Spot owes stay in its count: it goes on trying, and their stand-ins are in the other.
  const expected = Math.min(most, wanted + owed - fallback);
  return {
    ...(expected > spot.desired && { spot: expected }),
    ...(fallback > onDemand.desired && { onDemand: fallback }),
  };
}
