import { every, type Rule } from './rule.ts';

type Instance = {
  allocatedStorage: number;
  storageEncrypted?: boolean;
  publiclyAccessible?: boolean;
  multiAz?: boolean;
  backupRetentionPeriod?: number;
  deletionProtection?: boolean;
  enabledCloudwatchLogsExports?: string[];
  monitoringInterval?: number;
  performanceInsightsEnabled?: boolean;
  autoMinorVersionUpgrade?: boolean;
  copyTagsToSnapshot?: boolean;
  iamDatabaseAuthenticationEnabled?: boolean;
  parameterGroupName?: string;
  port?: number;
  username?: string;
};

const rule = (
  id: string,
  alsoKnownAs: string,
  title: string,
  wrong: (instance: Instance) => string | false | undefined,
): Rule => ({ id, alsoKnownAs, title, check: every<Instance>('aws:rds/instance:Instance', wrong) });

export const databaseRules: Rule[] = [
  rule(
    '15-encrypted',
    'CKV_AWS_16, RDS2, RDS.3',
    'databases are encrypted',
    (db) => !db.storageEncrypted && 'is not encrypted',
  ),
  rule(
    '16-private',
    'CKV_AWS_17, RDS.2',
    'databases have no public address',
    (db) => db.publiclyAccessible !== false && 'is public',
  ),
  rule(
    '17-two-zones',
    'CKV_AWS_157, RDS3, RDS.5',
    'databases have a standby in another zone',
    (db) => !db.multiAz && 'is in one zone',
  ),
  rule(
    '18-backups',
    'CKV_AWS_133, RDS13, RDS.11',
    'databases are backed up for a week or longer',
    (db) => (db.backupRetentionPeriod ?? 0) < 7 && 'forgets after less than a week',
  ),
  rule(
    '19-deletion',
    'CKV_AWS_293, RDS10, RDS.8',
    'databases are protected from deletion',
    (db) => !db.deletionProtection && 'may be deleted',
  ),
  rule(
    '20-logs',
    'CKV_AWS_129, RDS.9',
    'databases export their error and slow query logs',
    (db) =>
      !['error', 'slowquery'].every((log) => db.enabledCloudwatchLogsExports?.includes(log)) &&
      'keeps its logs to itself',
  ),
  rule(
    '21-monitoring',
    'CKV_AWS_118, RDS.6',
    'databases report what their system does',
    (db) => !db.monitoringInterval && 'has no enhanced monitoring',
  ),
  rule(
    '21-insights',
    'CKV_AWS_353/354',
    'databases keep statistics of their queries',
    (db) => !db.performanceInsightsEnabled && 'has no Performance Insights',
  ),
  rule(
    '22-upgrades',
    'CKV_AWS_226, CKV2_AWS_60, RDS.13, RDS.17',
    'databases take minor upgrades and tag their snapshots',
    (db) =>
      (!db.autoMinorVersionUpgrade && 'stays on an old minor version') ||
      (!db.copyTagsToSnapshot && 'has snapshots without tags'),
  ),
  rule(
    '23-iam',
    'CKV_AWS_161, RDS.10',
    'databases know IAM tokens',
    (db) => !db.iamDatabaseAuthenticationEnabled && 'knows passwords only',
  ),
  {
    id: '24-tls',
    alsoKnownAs: 'CKV2_AWS_69',
    title: 'databases refuse connections without TLS',
    check: every<Instance>('aws:rds/instance:Instance', ({ parameterGroupName }, stack) => {
      const groups = stack.all('aws:rds/parameterGroup:ParameterGroup');
      const parameters = groups.find(({ inputs }) => inputs['name'] === parameterGroupName)?.inputs
        .parameters as { name: string; value: string }[] | undefined;
      return (
        !parameters?.some(
          ({ name, value }) => name === 'require_secure_transport' && ['1', 'ON'].includes(value),
        ) && 'answers without TLS'
      );
    }),
  },
  rule(
    '24-defaults',
    'RDS11, RDS.23, RDS.25',
    'databases have neither the usual port nor the usual administrator',
    (db) =>
      ((db.port ?? 3306) === 3306 && 'listens on 3306') ||
      (['admin', 'root', 'administrator', undefined].includes(db.username) && 'has the usual administrator'),
  ),
];
