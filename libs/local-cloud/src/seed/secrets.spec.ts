import { createPrivateKey, createPublicKey } from 'node:crypto';
import { mkdtempSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { cdnKeyPair, databaseAccounts, trustedKeys } from './secrets.ts';

const dir = mkdtempSync(join(tmpdir(), 'matinee-secrets-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

it('keeps one password per database, readable by its owner only', async () => {
  const [catalog, transcode] = await databaseAccounts(dir);
  expect(catalog?.password).not.toBe(transcode?.password);
  expect(await databaseAccounts(dir)).toEqual([catalog, transcode]);
  expect(statSync(join(dir, 'database-passwords.json')).mode & 0o777).toBe(0o600);
});

it('keeps a key pair as CloudFront takes it', async () => {
  const pair = await cdnKeyPair(dir);
  expect(pair.id).toMatch(/^K[0-9A-Z]{13}$/);
  expect(createPublicKey(createPrivateKey(pair.privateKey)).export({ type: 'spki', format: 'pem' })).toBe(
    pair.publicKey,
  );
  expect(createPublicKey(pair.publicKey).asymmetricKeyDetails?.modulusLength).toBe(2048);
  expect(await cdnKeyPair(dir)).toEqual(pair);
});

it('trusts the previous key beside its successor', async () => {
  const previous = await cdnKeyPair(dir);
  renameSync(join(dir, 'cdn-key.json'), join(dir, 'cdn-key-previous.json'));
  const current = await cdnKeyPair(dir);
  expect(current.id).not.toBe(previous.id);
  expect([...(await trustedKeys(dir))]).toEqual([
    [current.id, current.publicKey],
    [previous.id, previous.publicKey],
  ]);
});
