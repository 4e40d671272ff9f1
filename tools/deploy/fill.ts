import { randomBytes } from 'node:crypto';
import type { SecretValues } from './secret-values.ts';

/** Secrets that two services share; {current, previous}. The others are filled by `migrate` and media-keys.ts. */
export const tokens = ['upload-token', 'worker-token'] as const;
export type Token = (typeof tokens)[number];

const secretName = (token: Token) => `matinee/${token}`;
const newToken = () => randomBytes(32).toString('base64url');

type Say = (line: string) => void;

/** Writes a random value into every token that has none. What is there stays; nothing is printed but names. */
export async function fill(secrets: SecretValues, say: Say): Promise<void> {
  for (const token of tokens) {
    const name = secretName(token);
    const stored = await secrets.read(name);
    if (stored?.fields.current) {
      say(`${name}: has a value, kept`);
      continue;
    }
    await secrets.replace(name, stored, { ...stored?.fields, current: newToken(), previous: '' });
    say(`${name}: written`);
  }
}

/** The current token becomes the previous one, which is still accepted, and a new one signs. */
export async function rotateToken(secrets: SecretValues, token: Token, say: Say): Promise<void> {
  const name = secretName(token);
  const stored = await secrets.read(name);
  if (!stored?.fields.current) throw new Error(`${name} has no value yet; run without --rotate first.`);
  await secrets.replace(name, stored, { current: newToken(), previous: stored.fields.current });
  say(`${name}: replaced; the one before is accepted until the next time. Deploy again so that tasks get it`);
}
