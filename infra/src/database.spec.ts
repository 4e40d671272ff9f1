import { beforeAll, describe, expect, it } from 'vitest';
import { profileNames, profiles } from './profiles.ts';
import { ground, type Ground } from './spec-ground.ts';

describe.each(profileNames)('the database of %s', (profile) => {
  const { database } = profiles[profile];
  let made: Ground;
  beforeAll(async () => {
    made = await ground({ profile });
  });
  const instance = () => made.one('rds/instance:Instance', 'database').inputs;

  it('is MySQL 8.4 of the profile’s size, encrypted, with room to grow', () => {
    expect(instance()).toMatchObject({
      identifier: 'matinee',
      engine: 'mysql',
      engineVersion: '8.4',
      instanceClass: database.instanceClass,
      multiAz: database.multiZone,
      storageType: 'gp3',
      allocatedStorage: 20,
      maxAllocatedStorage: 100,
      storageEncrypted: true,
    });
  });

  it('is reached from the services’ group only, in subnets without a way out', () => {
    expect(instance()).toMatchObject({
      publiclyAccessible: false,
      vpcSecurityGroupIds: ['database-id'],
      dbSubnetGroupName: 'matinee',
      port: 3307,
    });
    expect(made.one('rds/subnetGroup:SubnetGroup', 'database').inputs['subnetIds']).toEqual([
      'database-0-id',
      'database-1-id',
    ]);
  });

  it('has a master whose password RDS makes and renews, and no other way to log in', () => {
    expect(instance()).toMatchObject({
      username: 'matinee_master',
      manageMasterUserPassword: true,
      iamDatabaseAuthenticationEnabled: false,
    });
    const ownKey = 'arn:aws:kms:us-east-1:123456789012:key/key';
    expect(instance()['masterUserSecretKmsKeyId']).toBe(profiles[profile].ownKey ? ownKey : undefined);
  });

  it('keeps the keys that it was made with, since another one would be another, empty database', () => {
    expect(made.one('rds/instance:Instance', 'database').options.ignoreChanges.sort()).toEqual([
      'kmsKeyId',
      'masterUserSecretKmsKeyId',
    ]);
  });

  it('can be restored to any second of the profile’s days, and outlives its own deletion', () => {
    expect(instance()).toMatchObject({
      backupRetentionPeriod: { lean: 7, standard: 14, ha: 35 }[profile],
      copyTagsToSnapshot: true,
      deleteAutomatedBackups: false,
      deletionProtection: true,
      skipFinalSnapshot: false,
      finalSnapshotIdentifier: 'matinee-final',
    });
  });

  it('is backed up first and maintained afterwards, in hours when few watch', () => {
    expect(instance()).toMatchObject({
      backupWindow: '03:00-04:00',
      maintenanceWindow: 'sun:04:30-sun:05:30',
      autoMinorVersionUpgrade: true,
      allowMajorVersionUpgrade: false,
    });
  });

  it('speaks TLS only, is strict, and logs what is slow', () => {
    const group = made.one('rds/parameterGroup:ParameterGroup', 'database').inputs;
    expect(group['family']).toBe('mysql8.4');
    expect(instance()['parameterGroupName']).toBe(group['name']);
    const parameters = group['parameters'] as { name: string; value: string }[];
    const value = (name: string) => parameters.find((parameter) => parameter.name === name)?.value;
    expect(value('require_secure_transport')).toBe('1');
    expect(value('sql_mode')).toContain('STRICT_TRANS_TABLES');
    expect(value('character_set_server')).toBe('utf8mb4');
    expect([value('slow_query_log'), value('long_query_time'), value('log_output')]).toEqual([
      '1',
      '1',
      'FILE',
    ]);
  });

  it('has connections for every task at the most, twice in a deployment', () => {
    const parameters = made.one('rds/parameterGroup:ParameterGroup', 'database').inputs['parameters'];
    const most = { lean: 40, standard: 100, ha: 220 }[profile];
    expect(parameters).toContainEqual({ name: 'max_connections', value: String(most) });
  });

  it('sends its logs to groups that forget', () => {
    expect(instance()['enabledCloudwatchLogsExports']).toEqual(['error', 'slowquery']);
    const days = profiles[profile].logDays;
    expect(made.all('cloudwatch/logGroup:LogGroup').map(({ inputs }) => inputs)).toMatchObject([
      { name: '/aws/rds/instance/matinee/error', retentionInDays: days },
      { name: '/aws/rds/instance/matinee/slowquery', retentionInDays: days },
    ]);
  });

  it('is watched every minute, but not where that costs more than it tells', () => {
    expect(instance()['monitoringInterval']).toBe(profile === 'lean' ? 0 : 60);
    const roles = made.all('iam/role:Role');
    if (profile === 'lean') return expect(roles).toEqual([]);
    expect(instance()['monitoringRoleArn']).toBe(
      'arn:aws:iam::123456789012:role/matinee-database-monitoring',
    );
    expect(JSON.parse(roles[0]!.inputs['assumeRolePolicy'] as string).Statement).toEqual([
      {
        Effect: 'Allow',
        Principal: { Service: 'monitoring.rds.amazonaws.com' },
        Action: 'sts:AssumeRole',
        Condition: {
          StringEquals: { 'aws:SourceAccount': '123456789012' },
          ArnLike: { 'aws:SourceArn': 'arn:aws:rds:us-east-1:123456789012:db:matinee*' },
        },
      },
    ]);
    const { Statement } = made.policies('iam/rolePolicy:RolePolicy')['database-monitoring']!;
    for (const { Resource } of Statement) expect([Resource].flat()[0]).toContain(':log-group:RDSOSMetrics');
    // What AWS compares with is …:RDSOSMetrics:log-stream: and not the name alone.
    expect(Statement[0]!.Resource).toContain('arn:aws:logs:us-east-1:123456789012:log-group:RDSOSMetrics:*');
  });

  it('asks for Performance Insights only where RDS has it', () => {
    const small = /t4g\.(micro|small)$/.test(database.instanceClass);
    expect(instance()['performanceInsightsEnabled']).toBe(!small);
  });
});

describe('a database that may be destroyed', () => {
  it('is destroyed without a snapshot or backups staying', async () => {
    const { one } = await ground({ profile: 'lean', allowDestroy: 'true' });
    expect(one('rds/instance:Instance', 'database').inputs).toMatchObject({
      deletionProtection: false,
      skipFinalSnapshot: true,
      deleteAutomatedBackups: true,
    });
  });
});
