import { describe, expect, it } from 'vitest';
import { profileNames } from '../profiles.ts';
import { ground } from '../spec-ground.ts';

/** What cannot be made again: data of people, keys to it, and ids that others know. */
const stateful = [
  'aws:cognito/userPool:UserPool people',
  'aws:cognito/userPoolClient:UserPoolClient auth-service',
  ...['auth', 'catalog', 'database', 'transcode', 'upload', 'web'].map(
    (name) => `aws:ecr/repository:Repository ${name}`,
  ),
  'aws:rds/instance:Instance database',
  ...['logs', 'media', 'originals'].map((name) => `aws:s3/bucket:Bucket ${name}`),
  ...['database-catalog', 'database-transcode', 'media-keys', 'upload-token', 'worker-token'].map(
    (name) => `aws:secretsmanager/secret:Secret matinee-${name}`,
  ),
];
const ofKey = 'aws:kms/key:Key key';

describe.each(profileNames)('what is stateful in %s', (profile) => {
  const kept = async (values: Record<string, string>) => {
    const { resources } = await ground({ profile, ...values });
    return resources
      .filter(({ options }) => options.protect)
      .map(({ type, name }) => `${type} ${name}`)
      .toSorted();
  };

  it('is protected, and nothing else', async () => {
    expect(await kept({})).toEqual([...stateful, ...(profile === 'lean' ? [] : [ofKey])].toSorted());
  });

  it('may go when somebody has said so, with what is in it', async () => {
    expect(await kept({ allowDestroy: 'true' })).toEqual([]);
    const { all } = await ground({ profile, allowDestroy: 'true' });
    for (const { inputs } of all('s3/bucket:Bucket')) expect(inputs['forceDestroy']).toBe(true);
    for (const { inputs } of all('ecr/repository:Repository')) expect(inputs['forceDelete']).toBe(true);
    expect(all('cognito/userPool:UserPool')[0]!.inputs['deletionProtection']).toBe('INACTIVE');
  });

  it('is not emptied by force otherwise', async () => {
    const { all } = await ground({ profile });
    for (const { inputs } of all('s3/bucket:Bucket')) expect(inputs['forceDestroy']).toBe(false);
    for (const { inputs } of all('ecr/repository:Repository')) expect(inputs['forceDelete']).toBe(false);
  });
});
