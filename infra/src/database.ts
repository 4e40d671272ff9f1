import * as aws from '@pulumi/aws';
import { ports } from './addresses.ts';
import { kept } from './components/kept.ts';
import { here } from './components/resource-policy.ts';
import { createRole, trustOf } from './components/roles.ts';
import { allow } from './components/statement.ts';
import { parametersOf } from './database/parameters.ts';
import type { Keys } from './keys.ts';
import type { Logs } from './logs.ts';
import type { Network } from './network.ts';
import type { Settings } from './settings.ts';

const identifier = 'matinee';

/**
 * RDS knows no Performance Insights for the smallest classes of MySQL and refuses the instance (Amazon RDS User Guide,
 * "engine, Region, and instance class support"). Seven days of it are free.
 */
const hasInsights = (instanceClass: string) => !/^db\.(t2\.|t[34]g?\.(micro|small)$)/.test(instanceClass);

/**
 * MySQL 8.4: one instance, two databases in it, each with a user of its own (made by `matinee-database migrate`).
 * Reached only from the services' group, with TLS, by name and password: IAM tokens stay off, since the passwords
 * already rotate and a second way in would have to be guarded too.
 */
export function createDatabase(settings: Settings, network: Network, { key }: Keys, logs: Logs) {
  const { database } = settings.profile;
  const subnets = new aws.rds.SubnetGroup('database', {
    name: identifier,
    description: 'Subnets without a way out',
    subnetIds: network.databaseSubnetIds,
  });
  const parameters = new aws.rds.ParameterGroup('database', {
    // A new major version needs a new group beside the old one.
    name: `${identifier}-mysql84`,
    family: 'mysql8.4',
    description: 'TLS only, strict, slow statements logged',
    parameters: Object.entries(parametersOf(settings.profile)).map(([name, value]) => ({ name, value })),
  });
  const exported = ['error', 'slowquery'];
  // Made here, because RDS would make them without an end.
  const groups = exported.map((kind) => logs.group(`/aws/rds/instance/${identifier}/${kind}`));
  const watched = settings.profileName !== 'lean';
  const watcher = watched ? monitoringRole() : undefined;

  const instance = new aws.rds.Instance(
    'database',
    {
      identifier,
      engine: 'mysql',
      engineVersion: '8.4',
      autoMinorVersionUpgrade: true,
      allowMajorVersionUpgrade: false,
      // Otherwise AWS charges per vCPU once the community's support has ended.
      engineLifecycleSupport: 'open-source-rds-extended-support-disabled',
      instanceClass: database.instanceClass,
      multiAz: database.multiZone,
      storageType: 'gp3',
      allocatedStorage: database.storageGb,
      maxAllocatedStorage: database.storageGb * 5,
      storageEncrypted: true,
      ...(key && { kmsKeyId: key.arn, masterUserSecretKmsKeyId: key.arn }),
      username: 'matinee_master',
      // In a secret of RDS's own, which renews it every seven days.
      manageMasterUserPassword: true,
      iamDatabaseAuthenticationEnabled: false,
      port: ports.database,
      publiclyAccessible: false,
      dbSubnetGroupName: subnets.name,
      vpcSecurityGroupIds: [network.groups.database.id],
      parameterGroupName: parameters.name,
      caCertIdentifier: 'rds-ca-rsa2048-g1',
      // Point-in-time recovery to any second of these days; what is left of it outlives the instance.
      backupRetentionPeriod: database.backupDays,
      backupWindow: '03:00-04:00',
      maintenanceWindow: 'sun:04:30-sun:05:30',
      copyTagsToSnapshot: true,
      deleteAutomatedBackups: settings.allowDestroy,
      deletionProtection: !settings.allowDestroy,
      skipFinalSnapshot: settings.allowDestroy,
      finalSnapshotIdentifier: `${identifier}-final`,
      enabledCloudwatchLogsExports: exported,
      monitoringInterval: watcher ? 60 : 0,
      ...(watcher && { monitoringRoleArn: watcher.arn }),
      performanceInsightsEnabled: hasInsights(database.instanceClass),
      ...(hasInsights(database.instanceClass) && { performanceInsightsRetentionPeriod: 7 }),
    },
    {
      ...kept(settings),
      dependsOn: groups,
      // Neither key can be changed once the instance exists; another profile must not ask for a new, empty instance.
      ignoreChanges: ['kmsKeyId', 'masterUserSecretKmsKeyId'],
    },
  );
  return {
    instance,
    address: instance.address,
    port: ports.database,
    masterSecretArn: instance.masterUserSecrets.apply(([secret]) => secret!.secretArn),
  };
}
export type Database = ReturnType<typeof createDatabase>;

/** Lets RDS write, every minute, what the operating system under MySQL does; what AWS's own policy for it allows. */
function monitoringRole() {
  const place = here();
  return createRole('database-monitoring', {
    trust: place.apply(({ account, region }) =>
      trustOf('monitoring.rds.amazonaws.com', account, `arn:aws:rds:${region}:${account}:db:${identifier}*`),
    ),
    statements: place.apply(({ account, region }) => {
      const arn = `arn:aws:logs:${region}:${account}:log-group:RDSOSMetrics`;
      return [
        // CloudWatch Logs checks these two with `:log-stream:` behind the name, whatever the reference of actions says.
        allow('MakeMetricsGroup', ['logs:CreateLogGroup', 'logs:PutRetentionPolicy'], [arn, `${arn}:*`]),
        allow(
          'WriteMetrics',
          ['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams', 'logs:GetLogEvents'],
          [`${arn}:log-stream:*`],
        ),
      ];
    }),
  });
}
