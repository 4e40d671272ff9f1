import type { CognitoError } from './errors.ts';
import { notAuthorized } from './errors.ts';
import { passwordMatches } from './passwords.ts';
import type { Store } from './store.ts';
import type { User } from './types.ts';

// "After five failed sign-in attempts … the user is locked out for one second. The duration doubles after each
// additional failed attempt, to a maximum of approximately 15 minutes." (Cognito developer guide, "Lockout behavior")
const FREE_FAILURES = 5;
const LONGEST_LOCK_MS = 15 * 60_000;

const lockFor = (failures: number): number =>
  failures < FREE_FAILURES ? 0 : Math.min(1000 * 2 ** (failures - FREE_FAILURES), LONGEST_LOCK_MS);

/** Checks passwords with Cognito's lockout; attempts on one account queue up, so that parallel guesses all count. */
export function createLockout(store: Store, now: () => number) {
  const queues = new Map<string, Promise<unknown>>();

  async function attempt(
    pool: string,
    name: string,
    password: string,
    whenLocked: CognitoError,
  ): Promise<User> {
    const before = store.user(pool, name);
    if (before && now() < before.lockedUntil) throw whenLocked;
    const matches = await passwordMatches(password, before?.password);
    // Read again: the account may have been confirmed or deleted while the hash was computed.
    const user = store.user(pool, name);
    if (!user) throw notAuthorized();
    if (matches) {
      if (user.failures > 0) store.setFailures(user.sub, 0, 0);
      return user;
    }
    // Failures are forgotten 15 minutes after the last lock ended.
    const stale = user.lockedUntil > 0 && now() - user.lockedUntil > LONGEST_LOCK_MS;
    const failures = stale ? 1 : user.failures + 1;
    store.setFailures(user.sub, failures, now() + lockFor(failures));
    throw notAuthorized();
  }

  return {
    /** The account whose password this is. Throws NotAuthorizedException, or `whenLocked` during a lock. */
    async checkPassword(
      pool: string,
      name: string,
      password: string,
      whenLocked: CognitoError = notAuthorized('Password attempts exceeded'),
    ): Promise<User> {
      const key = `${pool}/${store.user(pool, name)?.sub ?? name.toLowerCase()}`;
      const before = queues.get(key) ?? Promise.resolve();
      const mine = before.catch(() => undefined).then(() => attempt(pool, name, password, whenLocked));
      queues.set(key, mine);
      try {
        return await mine;
      } finally {
        if (queues.get(key) === mine) queues.delete(key);
      }
    },
  };
}

export type Lockout = ReturnType<typeof createLockout>;
