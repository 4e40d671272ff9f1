import { createPrivateKey, createPublicKey, generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import type { SecretValues } from './secret-values.ts';

export const slots = ['first', 'second'] as const;
export type Slot = (typeof slots)[number];
/** PEM by slot. */
export type PublicKeys = Record<Slot, string>;

const name = 'matinee/media-keys';

/** RSA 2048 is what CloudFront takes for signed cookies ("Specifying signers", CloudFront developer guide). */
async function newPrivateKey(): Promise<string> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

const publicKeyOf = (privateKey: string) =>
  createPublicKey(createPrivateKey(privateKey)).export({ type: 'spki', format: 'pem' }).toString();

/**
 * Makes key pairs for the slots that are empty, and for `replace`. The private keys are written before the public ones
 * are answered; a run that ended in between is made good by the next.
 * @param options.signing the slot that signs now; its key is in use and is never replaced
 */
export async function mediaKeys(
  secrets: SecretValues,
  options: { replace?: Slot | undefined; signing?: Slot | undefined } = {},
): Promise<PublicKeys> {
  const { replace, signing } = options;
  if (replace && !signing) throw new Error('--replace needs --signing: the slot of matinee:mediaSigningKey.');
  if (replace && replace === signing)
    throw new Error(`The key in the ${replace} slot signs; let the other one sign first, and deploy.`);
  const stored = await secrets.read(name);
  const { first, second } = stored?.fields ?? {};
  const keep = async (slot: Slot, key: string | undefined) =>
    key && slot !== replace ? key : newPrivateKey();
  const keys = { first: await keep('first', first), second: await keep('second', second) };
  if (keys.first !== first || keys.second !== second) await secrets.replace(name, stored, keys);
  return { first: publicKeyOf(keys.first), second: publicKeyOf(keys.second) };
}
