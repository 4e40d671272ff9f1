import { limitExceeded } from '../errors.ts';
import type { Operation } from '../input.ts';
import { text } from '../input.ts';
import { checkPassword, hashPassword } from '../passwords.ts';
import type { Context } from './context.ts';

export function accountOperations({ store, lockout, tokens }: Context): Record<string, Operation> {
  return {
    async ChangePassword(input) {
      const user = tokens.userOf(text(input, 'AccessToken'));
      const pool = store.pool(user.pool);
      const proposed = checkPassword(input['ProposedPassword'], pool.passwordPolicy, 'proposedPassword');
      await lockout.checkPassword(user.pool, user.sub, text(input, 'PreviousPassword', 256), limitExceeded());
      store.setPassword(user.sub, await hashPassword(proposed));
      return {};
    },

    GetUser(input) {
      const user = tokens.userOf(text(input, 'AccessToken'));
      const UserAttributes = [
        { Name: 'email', Value: user.email },
        { Name: 'email_verified', Value: String(user.emailVerified) },
        { Name: 'sub', Value: user.sub },
      ];
      return { Username: user.sub, UserAttributes };
    },

    DeleteUser(input) {
      store.deleteUser(tokens.userOf(text(input, 'AccessToken')).sub);
      return {};
    },
  };
}
