import { describeCall, type Calls } from './recorded-calls.ts';

/**
 * Calls that a run may see or not, each with its reason; lines as `describeCall` writes them. `UPDATE_AWS_CALLS=1`
 * keeps those that were seen once.
 */
export const rareCalls: Record<string, string> = {
  'worker sqs:ChangeMessageVisibility → sqs:ChangeMessageVisibility matinee-transcode-fast':
    'A heartbeat: only a task that takes longer than ten seconds, which depends on the machine.',
  'worker sqs:ChangeMessageVisibility → sqs:ChangeMessageVisibility matinee-transcode-bulk':
    'A heartbeat: only a task that takes longer than ten seconds, which depends on the machine.',
};

/** What was seen, and what was recorded before and is rare. */
export const withRare = (seen: Calls, recorded: Calls): Calls => {
  const services = new Set([...Object.keys(seen), ...Object.keys(recorded)]);
  return Object.fromEntries(
    [...services].map((service) => [
      service,
      [
        ...(seen[service] ?? []),
        ...(recorded[service] ?? []).filter((call) => describeCall(service, call) in rareCalls),
      ],
    ]),
  );
};
