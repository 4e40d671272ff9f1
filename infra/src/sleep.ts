import * as aws from '@pulumi/aws';
import { createGrant, trustOf } from './components/roles.ts';
import { here } from './components/resource-policy.ts';
import { allow } from './components/statement.ts';
import type { Database } from './database.ts';
import type { Settings } from './settings.ts';

/**
 * Holds the database stopped while the service sleeps. AWS starts a stopped instance after seven days, so it is stopped
 * again every hour; the call fails harmlessly while it is stopped. Its data and backups stay.
 */
export function createSleep({ asleep }: Settings, { instance }: Database) {
  if (!asleep) return undefined;
  const place = here();
  const { role, policies } = createGrant('sleep-schedule', {
    trust: place.apply(({ account, region }) =>
      trustOf(
        'scheduler.amazonaws.com',
        account,
        `arn:aws:scheduler:${region}:${account}:schedule-group/default`,
      ),
    ),
    statements: instance.arn.apply((arn) => [allow('StopDatabase', ['rds:StopDBInstance'], [arn])]),
  });
  return new aws.scheduler.Schedule(
    'sleep',
    {
      name: 'matinee-sleep',
      description: 'Holds the database stopped',
      scheduleExpression: 'rate(1 hour)',
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: 'arn:aws:scheduler:::aws-sdk:rds:stopDBInstance',
        roleArn: role.arn,
        input: instance.identifier.apply((DbInstanceIdentifier) => JSON.stringify({ DbInstanceIdentifier })),
        retryPolicy: { maximumRetryAttempts: 0 },
      },
    },
    { dependsOn: policies },
  );
}
