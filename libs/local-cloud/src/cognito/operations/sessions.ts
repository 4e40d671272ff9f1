import { invalidParameter, refuse } from '../errors.ts';
import type { Operation } from '../input.ts';
import { members, text, username } from '../input.ts';
import type { Context } from './context.ts';

export function sessionOperations({ store, lockout, tokens }: Context): Record<string, Operation> {
  return {
    async InitiateAuth(input) {
      const pool = store.poolOfClient(text(input, 'ClientId'));
      const flow = text(input, 'AuthFlow', 64);
      // "You can't authenticate with REFRESH_TOKEN_AUTH in app clients with refresh token rotation enabled."
      if (flow !== 'USER_PASSWORD_AUTH') throw invalidParameter(`${flow} flow not enabled for this client`);
      const parameters = members(input, 'AuthParameters');
      const name = username(parameters, 'USERNAME');
      const user = await lockout.checkPassword(pool.poolId, name, text(parameters, 'PASSWORD'));
      if (user.status === 'UNCONFIRMED') throw refuse('UserNotConfirmedException', 'User is not confirmed.');
      return { ChallengeParameters: {}, AuthenticationResult: tokens.open(pool, user) };
    },

    GetTokensFromRefreshToken(input) {
      const pool = store.poolOfClient(text(input, 'ClientId'));
      return { AuthenticationResult: tokens.rotate(pool, text(input, 'RefreshToken')) };
    },

    GlobalSignOut(input) {
      store.revokeSessionsOf(tokens.userOf(text(input, 'AccessToken')).sub);
      return {};
    },

    RevokeToken(input) {
      const pool = store.poolOfClient(text(input, 'ClientId'));
      tokens.revoke(pool, text(input, 'Token'));
      return {};
    },
  };
}
