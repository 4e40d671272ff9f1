import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { invalidParameter, refuse } from './errors.ts';
import type { PasswordPolicy } from './types.ts';

// OWASP names N = 2^17 for servers; 2^14 keeps a laptop's test run quick and is still ~40 ms of real work.
const COST = { N: 2 ** 14, r: 8, p: 1 };
const KEY_BYTES = 32;

/** The asynchronous scrypt: it runs on the thread pool, so that other requests are answered meanwhile. */
const derive = (password: string, salt: Buffer): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(password, salt, KEY_BYTES, COST, (error, key) => (error ? reject(error) : resolve(key)));
  });

/** `salt:hash`, both hex. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  return `${salt.toString('hex')}:${(await derive(password, salt)).toString('hex')}`;
}

/** Costs the same for an unknown account (`stored` undefined), so that time tells nothing. */
export async function passwordMatches(password: string, stored: string | undefined): Promise<boolean> {
  const [salt = '', hash = ''] = (stored ?? `${'0'.repeat(32)}:${'0'.repeat(64)}`).split(':');
  const key = await derive(password, Buffer.from(salt, 'hex'));
  return timingSafeEqual(key, Buffer.from(hash, 'hex')) && stored !== undefined;
}

// The symbols that count for `RequireSymbols` (Amazon Cognito developer guide, "Adding user pool password requirements").
const SYMBOL = /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+\- ]/;

/** PasswordType of the API model: `^[\S]+.*[\S]+$` and at most 256 characters: no space at either end, one line. */
export function checkPassword(password: unknown, policy: PasswordPolicy, name = 'password'): string {
  if (typeof password !== 'string' || password.length > 256 || !/^\S+.*\S+$/.test(password))
    throw invalidParameter(`1 validation error detected: Value at '${name}' failed to satisfy constraint`);
  const rules: [boolean, string][] = [
    [password.length < policy.minimumLength, 'Password not long enough'],
    [!!policy.requireLowercase && !/[a-z]/.test(password), 'Password must have lowercase characters'],
    [!!policy.requireUppercase && !/[A-Z]/.test(password), 'Password must have uppercase characters'],
    [!!policy.requireNumbers && !/\d/.test(password), 'Password must have numeric characters'],
    [!!policy.requireSymbols && !SYMBOL.test(password), 'Password must have symbol characters'],
  ];
  const broken = rules.find(([isBroken]) => isBroken);
  if (broken) throw refuse('InvalidPasswordException', `Password did not conform with policy: ${broken[1]}`);
  return password;
}
