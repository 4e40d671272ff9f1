import type { Profile } from '../profiles.ts';
import type { AlarmDefinition, Metric } from './definition.ts';
import type { Watched } from './watched.ts';

/** MySQL's default on RDS: memory in bytes / 12,582,880, of which RDS itself keeps a share; GiB by class. */
const memoryGb: Record<string, number> = { 'db.t4g.micro': 1, 'db.t4g.small': 2, 'db.t4g.medium': 4 };
const connections = (instanceClass: string) =>
  Math.floor(((memoryGb[instanceClass] ?? 1) * 2 ** 30 * 0.9) / 12_582_880);

export function databaseAlarms({ database }: Pick<Watched, 'database'>, profile: Profile): AlarmDefinition[] {
  const metric = (name: string, stat: string): Metric => ({
    namespace: 'AWS/RDS',
    name,
    dimensions: { DBInstanceIdentifier: database.instance.identifier },
    stat,
    period: 300,
  });
  const { storageGb, instanceClass } = profile.database;
  const most = connections(instanceClass);
  return [
    {
      name: 'database-storage',
      says: `Less than a fifth of the database’s ${storageGb} GB is free.`,
      runbook: 'disk',
      of: metric('FreeStorageSpace', 'Minimum'),
      comparison: 'below',
      threshold: storageGb * 2 ** 30 * 0.2,
      periods: 1,
      lean: true,
    },
    {
      name: 'database-cpu',
      says: 'The database has been busier than 80 % for fifteen minutes.',
      runbook: 'database-busy',
      of: metric('CPUUtilization', 'Average'),
      threshold: 80,
      periods: 3,
      lean: true,
    },
    {
      name: 'database-connections',
      says: `More than 80 % of about ${most} connections are in use.`,
      runbook: 'database-busy',
      of: metric('DatabaseConnections', 'Maximum'),
      threshold: Math.floor(most * 0.8),
      periods: 2,
    },
  ];
}
