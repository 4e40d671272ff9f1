import { queues } from '@matinee/contracts';
import type { AlarmDefinition, Metric } from './definition.ts';
import type { Watched } from './watched.ts';

/** Seconds that a message may wait. Fast decides how soon a video plays, and a worker starts within 90 s. */
const patience: Record<keyof typeof queues, number> = {
  transcodeIntake: 900,
  transcodeFast: 300,
  transcodeBulk: 900,
  catalogVideoEvents: 900,
};
/** Where waiting shows first that nothing works any more. */
const watchedInLean: (keyof typeof queues)[] = ['transcodeIntake', 'transcodeFast'];

export function queueAlarms({ queues: made }: Pick<Watched, 'queues'>, asleep: boolean): AlarmDefinition[] {
  return (Object.keys(queues) as (keyof typeof queues)[]).flatMap((key) => {
    const name = queues[key].name.replace('matinee-', '');
    const metric = (queue: 'queue' | 'deadLetter', metricName: string): Metric => ({
      namespace: 'AWS/SQS',
      name: metricName,
      dimensions: { QueueName: made[key][queue].name },
      stat: 'Maximum',
      period: 60,
    });
    const dead: AlarmDefinition = {
      name: `${name}-dead-letters`,
      says: `Messages of ${queues[key].name} failed ${queues[key].maxReceiveCount} times and were put aside.`,
      runbook: 'dead-letters',
      of: metric('deadLetter', 'ApproximateNumberOfMessagesVisible'),
      threshold: 0,
      periods: 1,
      lean: true,
    };
    const old: AlarmDefinition = {
      name: `${name}-old`,
      says: `The oldest message of ${queues[key].name} waits longer than ${patience[key] / 60} minutes.`,
      runbook: 'queue-old',
      of: metric('queue', 'ApproximateAgeOfOldestMessage'),
      threshold: patience[key],
      periods: 3,
      ...(watchedInLean.includes(key) && { lean: true as const }),
    };
    // Asleep nobody reads the queues, by decision.
    return asleep ? [dead] : [dead, old];
  });
}
