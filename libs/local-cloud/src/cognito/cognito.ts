import { randomUUID } from 'node:crypto';
import { closeServer, listenOnLoopback } from '../loopback.ts';
import { createCodes } from './codes.ts';
import { createJwtSigner } from './jwt.ts';
import { createLockout } from './lockout.ts';
import { accountOperations } from './operations/account.ts';
import { recoveryOperations } from './operations/recovery.ts';
import { sessionOperations } from './operations/sessions.ts';
import { signUpOperations } from './operations/sign-up.ts';
import { checkPassword, hashPassword } from './passwords.ts';
import { createCognitoServer } from './server.ts';
import { createStore } from './store.ts';
import { createTokens } from './tokens.ts';
import type { PoolSettings, SendCode } from './types.ts';

export interface CognitoOptions {
  /** SQLite file; holds accounts, sessions and the signing key. */
  file: string;
  region?: string;
  /** Mails a six-digit code; a rejection becomes CodeDeliveryFailureException. */
  sendCode: SendCode;
  /** Milliseconds since the epoch. */
  now?: () => number;
}

/** A user pool that refuses what Amazon Cognito refuses; README.md lists the operations. */
export function createCognito({ file, region = 'us-east-1', sendCode, now = Date.now }: CognitoOptions) {
  const store = createStore(file);
  const jwt = createJwtSigner(store.signingKey());
  const context = {
    store,
    codes: createCodes(store, sendCode, now),
    lockout: createLockout(store, now),
    tokens: createTokens({ store, jwt, region, now }),
  };
  const { server, settled } = createCognitoServer({
    jwks: (poolId) => (store.hasPool(poolId) ? jwt.jwks : undefined),
    operations: {
      ...signUpOperations(context),
      ...sessionOperations(context),
      ...recoveryOperations(context),
      ...accountOperations(context),
    },
  });

  return {
    /** Listens on 127.0.0.1; port 0 picks a free one. */
    listen: (port: number) => listenOnLoopback(server, port),

    async close(): Promise<void> {
      await closeServer(server);
      await settled();
      store.close();
    },

    /** Creates the pool and its one client, or updates their settings. Idempotent. */
    ensurePool(pool: PoolSettings): void {
      if (!/^[\w-]+_[0-9a-zA-Z]+$/.test(pool.poolId) || !pool.poolId.startsWith(`${region}_`))
        throw new Error(`Pool id ${pool.poolId} must look like ${region}_xxxxxxxxx`);
      store.savePool(pool);
    },

    /**
     * A confirmed account with this password, for seeding (what AdminCreateUser and AdminSetUserPassword do on AWS).
     * Idempotent: an existing account keeps its id and its password. Throws InvalidPasswordException.
     */
    async ensureUser(o: { poolId: string; email: string; password: string }): Promise<{ sub: string }> {
      const found = store.user(o.poolId, o.email);
      if (found) return { sub: found.sub };
      const password = await hashPassword(checkPassword(o.password, store.pool(o.poolId).passwordPolicy));
      const user = { sub: randomUUID(), pool: o.poolId, email: o.email, password };
      store.insertUser({ ...user, emailVerified: true, status: 'CONFIRMED' });
      return { sub: user.sub };
    },
  };
}

export type Cognito = ReturnType<typeof createCognito>;
