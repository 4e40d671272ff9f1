import { beforeAll, describe, expect, it } from 'vitest';
import { profileNames, profiles } from './profiles.ts';
import { ground, type Ground } from './spec-ground.ts';

const keyArn = 'arn:aws:kms:us-east-1:123456789012:key/key';
const withKey = profileNames.filter((name) => profiles[name].ownKey);

describe('a profile without a key of its own', () => {
  it('names no key anywhere but AWS’s', async () => {
    const { resources, all } = await ground({ profile: 'lean' });
    expect(all('kms/key:Key')).toEqual([]);
    expect(JSON.stringify(resources.map(({ inputs }) => inputs))).not.toMatch(/arn:aws:kms|"kmsKeyId"/);
  });
});

describe.each(withKey)('the key of %s', (profile) => {
  let made: Ground;
  beforeAll(async () => {
    made = await ground({ profile });
  });

  it('is renewed every year and cannot be deleted at once', () => {
    expect(made.one('kms/key:Key', 'key').inputs).toMatchObject({
      enableKeyRotation: true,
      rotationPeriodInDays: 365,
      deletionWindowInDays: 30,
    });
  });

  it('is the account’s and, on conditions, AWS services’: nobody else’s', () => {
    const { Statement } = made.policies('kms/key:Key')['key']!;
    expect(Statement.map(({ Sid, Effect, Principal }) => [Sid, Effect, Principal])).toEqual([
      ['AdministeredByIam', 'Allow', { AWS: 'arn:aws:iam::123456789012:root' }],
      ['LogGroups', 'Allow', { Service: 'logs.us-east-1.amazonaws.com' }],
      ['UploadsToTopic', 'Allow', { Service: ['s3.amazonaws.com'] }],
      ['AlarmsToTopic', 'Allow', { Service: ['cloudwatch.amazonaws.com'] }],
      ['EventsToTopic', 'Allow', { Service: ['events.amazonaws.com'] }],
    ]);
    const [, logs, uploads, alarms, events] = Statement;
    expect(logs!.Condition).toEqual({
      ArnLike: {
        'kms:EncryptionContext:aws:logs:arn': 'arn:aws:logs:us-east-1:123456789012:log-group:*',
      },
    });
    expect(uploads!.Condition).toEqual({
      StringEquals: { 'aws:SourceAccount': '123456789012' },
      ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::matinee-originals-*' },
    });
    expect(alarms!.Condition).toEqual({ StringEquals: { 'aws:SourceAccount': '123456789012' } });
    // EventBridge names no source to SNS's key: the topic is what can be asked for.
    expect(events!.Condition).toEqual({
      StringEquals: {
        'kms:EncryptionContext:aws:sns:topicArn': 'arn:aws:sns:us-east-1:123456789012:matinee-alarms',
      },
    });
    for (const { Action } of [uploads!, alarms!, events!])
      expect(Action).toEqual(['kms:Decrypt', 'kms:GenerateDataKey*']);
  });

  it('protects database, secrets, images, logs and the topic of uploads', () => {
    expect(made.one('rds/instance:Instance', 'database').inputs).toMatchObject({
      kmsKeyId: keyArn,
      storageEncrypted: true,
    });
    for (const type of ['secretsmanager/secret:Secret', 'cloudwatch/logGroup:LogGroup'])
      for (const { inputs } of made.all(type)) expect(inputs['kmsKeyId']).toBe(keyArn);
    for (const { inputs } of made.all('ecr/repository:Repository'))
      expect(inputs['encryptionConfigurations']).toEqual([{ encryptionType: 'KMS', kmsKey: keyArn }]);
    expect(made.one('sns/topic:Topic', 'matinee-uploads').inputs['kmsMasterKeyId']).toBe(keyArn);
  });
});
