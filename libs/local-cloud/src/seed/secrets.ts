import { generateKeyPair, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { DatabaseAccount } from '../database/init-sql.ts';
import { keepsake } from '../keepsake.ts';

/** The services that own a database; the name is also that of the database and of its only user. */
export const databaseOwners = ['catalog', 'transcode'] as const;
export type DatabaseOwner = (typeof databaseOwners)[number];

/** Secret of a database's user, as Pulumi names it: JSON with `username` and `password`. */
export const databaseSecret = (owner: string): string => `matinee/database/${owner}`;

/** A CloudFront public key and what signs for it; PEM. */
export type CdnKeyPair = { id: string; publicKey: string; privateKey: string };

/** One account per database, with a password of this data folder alone. */
export async function databaseAccounts(dir: string): Promise<DatabaseAccount[]> {
  const passwords = await keepsake(join(dir, 'database-passwords.json'), () =>
    Object.fromEntries(databaseOwners.map((owner) => [owner, randomBytes(18).toString('base64url')])),
  );
  return databaseOwners.map((owner) => ({ name: owner, user: owner, password: passwords[owner] ?? '' }));
}

/** The key pair that signs media cookies: RSA 2048, what CloudFront takes (CloudFront developer guide, trusted signers). */
export const cdnKeyPair = (dir: string): Promise<CdnKeyPair> =>
  keepsake(join(dir, 'cdn-key.json'), async () => ({
    id: `K${randomBytes(8).toString('hex').toUpperCase().slice(0, 13)}`,
    ...(await promisify(generateKeyPair)('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    })),
  }));

/**
 * The public keys by id that the edge trusts: the one that signs, and `cdn-key-previous.json` if it exists. To
 * replace the key, rename `cdn-key.json` to that and start again: what was signed before stays valid.
 */
export async function trustedKeys(dir: string): Promise<Map<string, string>> {
  const previous = join(dir, 'cdn-key-previous.json');
  const old = existsSync(previous) ? [JSON.parse(readFileSync(previous, 'utf8')) as CdnKeyPair] : [];
  return new Map([await cdnKeyPair(dir), ...old].map(({ id, publicKey }) => [id, publicKey]));
}
