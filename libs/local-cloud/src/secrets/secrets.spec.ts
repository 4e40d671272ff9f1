import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSecrets, type Secrets } from './secrets.ts';

const dir = mkdtempSync(join(tmpdir(), 'matinee-secrets-'));
const file = join(dir, 'secrets.sqlite');
const region = 'us-east-1';
let secrets: Secrets;
let client: SecretsManagerClient;
let SecretId: string;
let url: string;
let number = 0;

async function start() {
  secrets = createSecrets({ file, region });
  ({ url } = await secrets.listen(0));
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local-secret' };
  client = new SecretsManagerClient({ region, endpoint: url, credentials, maxAttempts: 1 });
}
async function stop() {
  client.destroy();
  await secrets.close();
}
beforeAll(start);
afterAll(async () => {
  await stop();
  rmSync(dir, { recursive: true });
});
beforeEach(async () => {
  SecretId = `matinee/spec/${number++}`;
  await client.send(new CreateSecretCommand({ Name: SecretId }));
});

const put = (SecretString: string, rest: object = {}) =>
  client.send(new PutSecretValueCommand({ SecretId, SecretString, ...rest }));
const get = (rest: object = {}) => client.send(new GetSecretValueCommand({ SecretId, ...rest }));
const describeSecret = () => client.send(new DescribeSecretCommand({ SecretId }));

describe('a secret', () => {
  it('is found by name, ARN and ARN without its suffix', async () => {
    await put('value');
    const { ARN = '' } = await describeSecret();
    expect(ARN).toMatch(
      new RegExp(`^arn:aws:secretsmanager:us-east-1:000000000000:secret:${SecretId}-\\w{6}$`),
    );
    for (const id of [SecretId, ARN, ARN.slice(0, -7)])
      expect(await client.send(new GetSecretValueCommand({ SecretId: id }))).toMatchObject({
        Name: SecretId,
        SecretString: 'value',
        VersionStages: ['AWSCURRENT'],
        CreatedDate: expect.any(Date),
      });
  });

  it('keeps the value before under AWSPREVIOUS', async () => {
    await put('one');
    await put('two');
    await put('three');
    expect((await get()).SecretString).toBe('three');
    expect((await get({ VersionStage: 'AWSPREVIOUS' })).SecretString).toBe('two');
  });

  it('takes a version without labels that matter, and gives it AWSCURRENT later', async () => {
    const { VersionId: before } = await put('one');
    const { VersionId: after } = await put('two', { VersionStages: ['AWSPENDING'] });
    expect((await get()).SecretString).toBe('one');
    const move = { SecretId, VersionStage: 'AWSCURRENT', MoveToVersionId: after };
    await expect(client.send(new UpdateSecretVersionStageCommand(move))).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    await client.send(new UpdateSecretVersionStageCommand({ ...move, RemoveFromVersionId: before }));
    expect((await get()).SecretString).toBe('two');
    expect((await describeSecret()).VersionIdsToStages).toEqual({
      [before!]: ['AWSPREVIOUS'],
      [after!]: ['AWSCURRENT', 'AWSPENDING'],
    });
  });

  it('takes the same request twice as one, and refuses its token for another value', async () => {
    const ClientRequestToken = 'a-token-of-at-least-32-characters';
    const first = await put('one', { ClientRequestToken });
    expect((await put('one', { ClientRequestToken })).VersionId).toBe(first.VersionId);
    await expect(put('two', { ClientRequestToken })).rejects.toMatchObject({
      name: 'ResourceExistsException',
    });
    expect((await get()).SecretString).toBe('one');
  });

  it('is still there after a restart', async () => {
    await put('kept');
    await stop();
    await start();
    expect((await get()).SecretString).toBe('kept');
  });
});

describe('refuses as AWS does', () => {
  it.each([
    ['an unknown secret', () => new GetSecretValueCommand({ SecretId: 'none' }), 'ResourceNotFoundException'],
    ['a secret without a value', () => new GetSecretValueCommand({ SecretId }), 'ResourceNotFoundException'],
    ['to make one twice', () => new CreateSecretCommand({ Name: SecretId }), 'ResourceExistsException'],
    ['a name with blanks', () => new CreateSecretCommand({ Name: 'a b' }), 'InvalidParameterException'],
    ['no value', () => new PutSecretValueCommand({ SecretId }), 'InvalidParameterException'],
    [
      'a value over 64 KiB',
      () => new PutSecretValueCommand({ SecretId, SecretString: 'é'.repeat(40_000) }),
      'ValidationException',
    ],
    [
      'a short token',
      () => new PutSecretValueCommand({ SecretId, SecretString: 'x', ClientRequestToken: 'short' }),
      'ValidationException',
    ],
  ])('%s', async (_title, command, name) => {
    // The union of commands has no common type for send().
    await expect(client.send(command() as GetSecretValueCommand)).rejects.toMatchObject({ name });
  });

  it.each([
    ['an unsigned call', {}, 'MissingAuthenticationTokenException'],
    [
      'an unknown operation',
      { authorization: 'AWS4-HMAC-SHA256 Credential=x', 'x-amz-target': 'secretsmanager.DeleteSecret' },
      'UnknownOperationException',
    ],
  ])('%s', async (_title, headers, type) => {
    const response = await fetch(url, { method: 'POST', headers: headers as Record<string, string> });
    expect([response.status, await response.json()]).toMatchObject([400, { __type: type }]);
  });
});

it('ensure makes a secret once, and a version only for a new value', async () => {
  secrets.ensure('matinee/ensured', 'one');
  secrets.ensure('matinee/ensured', 'one');
  SecretId = 'matinee/ensured';
  expect(Object.keys((await describeSecret()).VersionIdsToStages ?? {})).toHaveLength(1);
  secrets.ensure('matinee/ensured', 'two');
  expect((await get()).SecretString).toBe('two');
  expect(secrets.arn('matinee/ensured')).toContain('matinee/ensured');
});
