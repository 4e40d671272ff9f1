import { execFile } from 'node:child_process';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSecrets, type Secrets } from '../../libs/local-cloud/src/secrets/secrets.ts';
import { fill, rotateToken } from './fill.ts';
import { mediaKeys } from './media-key-pairs.ts';
import { createSecretValues, type SecretValues } from './secret-values.ts';

const region = 'us-east-1';
const credentials = { accessKeyId: 'local', secretAccessKey: 'local-secret' };
const names = ['matinee/upload-token', 'matinee/worker-token', 'matinee/media-keys'];
let dir: string;
let server: Secrets;
let client: SecretsManagerClient;
let secrets: SecretValues;
let endpoint: string;
let lines: string[];
const say = (line: string) => void lines.push(line);

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'matinee-fill-'));
  server = createSecrets({ file: join(dir, 'secrets.sqlite'), region });
  for (const name of names) server.make(name);
  ({ url: endpoint } = await server.listen(0));
  client = new SecretsManagerClient({ region, endpoint, credentials });
  secrets = createSecretValues(client);
  lines = [];
});
afterEach(async () => {
  client.destroy();
  await server.close();
  rmSync(dir, { recursive: true });
});

const fieldsOf = async (name: string) => (await secrets.read(name))?.fields;

/** As from a shell, with the options given. */
async function command(script: string, ...options: string[]) {
  const env = {
    ...{ PATH: process.env.PATH, SECRETS_ENDPOINT: endpoint },
    ...{ AWS_ACCESS_KEY_ID: credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey },
  };
  return promisify(execFile)(process.execPath, [join(import.meta.dirname, script), ...options], { env });
}

describe('secrets:fill', () => {
  it('gives every empty token 32 random bytes, once, and prints none', async () => {
    await fill(secrets, say);
    const first = await fieldsOf('matinee/upload-token');
    expect(first).toEqual({ current: expect.stringMatching(/^[\w-]{43}$/), previous: '' });
    expect((await fieldsOf('matinee/worker-token'))?.current).not.toBe(first?.current);
    await fill(secrets, say);
    expect(await fieldsOf('matinee/upload-token')).toEqual(first);
    expect(lines).toContain('matinee/upload-token: has a value, kept');
    expect(lines.join()).not.toContain(first?.current);
  });

  it('run twice at once, writes one value that nobody overwrites', async () => {
    const runs = await Promise.allSettled([fill(secrets, say), fill(secrets, say)]);
    const token = await fieldsOf('matinee/upload-token');
    expect(token?.current).toHaveLength(43);
    const refused = runs.filter((run) => run.status === 'rejected');
    for (const { reason } of refused) expect(String(reason)).toContain('nothing was changed');
    await fill(secrets, say);
    expect(await fieldsOf('matinee/upload-token')).toEqual(token);
  });

  it('takes only the first of two writes over the same value', async () => {
    await fill(secrets, say);
    const name = 'matinee/upload-token';
    const before = await secrets.read(name);
    await secrets.replace(name, before, { current: 'one', previous: '' });
    await expect(secrets.replace(name, before, { current: 'two', previous: '' })).rejects.toThrow(
      'nothing was changed',
    );
    expect(await fieldsOf(name)).toEqual({ current: 'one', previous: '' });
  });

  it('with --rotate keeps the token before as the previous one', async () => {
    await expect(rotateToken(secrets, 'upload-token', say)).rejects.toThrow('has no value yet');
    await fill(secrets, say);
    const before = await fieldsOf('matinee/upload-token');
    await rotateToken(secrets, 'upload-token', say);
    const after = await fieldsOf('matinee/upload-token');
    expect(after?.previous).toBe(before?.current);
    expect(after?.current).not.toBe(before?.current);
  });

  it('works from a shell', async () => {
    const { stdout } = await command('fill-secrets.ts', '--region', region);
    expect(stdout).toBe('matinee/upload-token: written\nmatinee/worker-token: written\n');
  });

  it.each([
    ['without a region', [], /Name the region/],
    [
      'for an unknown token',
      ['--region', region, '--rotate', 'database'],
      /not one of upload-token, worker-token/,
    ],
    ['for an unknown option', ['--force'], /Unknown option/],
  ])('%s says a sentence and fails', async (_title, options, sentence) => {
    await expect(command('fill-secrets.ts', ...options)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(sentence),
    });
  });

  it('says that the stack has to be made first', async () => {
    const { read } = secrets;
    const elsewhere = { ...secrets, read: () => read('matinee/none') };
    await expect(fill(elsewhere, say)).rejects.toThrow(
      'There is no secret matinee/none. Run `pulumi up` first.',
    );
  });
});

describe('media:keys', () => {
  it('makes two pairs of RSA 2048, keeps the private halves secret, and answers the same again', async () => {
    const keys = await mediaKeys(secrets);
    const stored = await fieldsOf('matinee/media-keys');
    for (const slot of ['first', 'second'] as const) {
      const key = createPrivateKey(stored![slot]!);
      expect(key.asymmetricKeyDetails).toMatchObject({ modulusLength: 2048 });
      expect(createPublicKey(key).export({ type: 'spki', format: 'pem' })).toBe(keys[slot]);
    }
    expect(keys.first).not.toBe(keys.second);
    expect(await mediaKeys(secrets)).toEqual(keys);
  });

  it('replaces the slot that does not sign, and no other', async () => {
    const before = await mediaKeys(secrets);
    const after = await mediaKeys(secrets, { replace: 'second', signing: 'first' });
    expect(after.first).toBe(before.first);
    expect(after.second).not.toBe(before.second);
    await expect(mediaKeys(secrets, { replace: 'first', signing: 'first' })).rejects.toThrow('slot signs');
    await expect(mediaKeys(secrets, { replace: 'first' })).rejects.toThrow('--replace needs --signing');
    expect(await mediaKeys(secrets)).toEqual(after);
  });

  it('from a shell prints JSON that Pulumi takes, and nothing private', async () => {
    const { stdout } = await command('media-keys.ts', '--region', region);
    const keys = JSON.parse(stdout) as Record<string, string>;
    // The rule of infra/src/settings.ts.
    const pem = /^-----BEGIN PUBLIC KEY-----\n[\w+/=\n]+-----END PUBLIC KEY-----\n$/;
    expect(Object.keys(keys)).toEqual(['first', 'second']);
    for (const key of Object.values(keys)) expect(key).toMatch(pem);
    expect(stdout).not.toContain('PRIVATE');
  });
});
