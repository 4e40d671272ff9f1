import { parametersOf } from '../database/parameters.ts';
import type { Profile } from '../profiles.ts';
import type { AlarmDefinition, Metric } from './definition.ts';
import type { Watched } from './watched.ts';

export function databaseAlarms({ database }: Pick<Watched, 'database'>, profile: Profile): AlarmDefinition[] {
  const metric = (name: string, stat: string): Metric => ({
    namespace: 'AWS/RDS',
    name,
    dimensions: { DBInstanceIdentifier: database.instance.identifier },
    stat,
    period: 300,
  });
  const { storageGb } = profile.database;
  const most = Number(parametersOf(profile).max_connections);
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
      says: `More than 80 % of ${most} connections are in use.`,
      runbook: 'database-busy',
      of: metric('DatabaseConnections', 'Maximum'),
      threshold: Math.floor(most * 0.8),
      periods: 2,
    },
  ];
}
