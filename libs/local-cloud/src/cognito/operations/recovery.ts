import { delivery } from '../codes.ts';
import { expiredCode, invalidParameter } from '../errors.ts';
import type { Operation } from '../input.ts';
import { text, username } from '../input.ts';
import { checkPassword, hashPassword } from '../passwords.ts';
import type { Context } from './context.ts';

export function recoveryOperations({ store, codes }: Context): Record<string, Operation> {
  return {
    async ForgotPassword(input) {
      const pool = store.poolOfClient(text(input, 'ClientId'));
      const name = username(input);
      const user = store.user(pool.poolId, name);
      // PreventUserExistenceErrors: a delivery that never happens, to the address that was named.
      if (!user) return { CodeDeliveryDetails: delivery(name) };
      if (!user.emailVerified)
        throw invalidParameter(
          'Cannot reset password for the user as there is no registered/verified email or phone_number',
        );
      return codes.send(user, 'forgot');
    },

    async ConfirmForgotPassword(input) {
      const pool = store.poolOfClient(text(input, 'ClientId'));
      const name = username(input);
      const password = await hashPassword(checkPassword(input['Password'], pool.passwordPolicy));
      const user = store.user(pool.poolId, name);
      if (!user) throw expiredCode();
      // Outside a transaction on purpose: a wrong code must leave its mark although it throws. A crash between the
      // two writes costs the code, never the password.
      codes.use(user.sub, 'forgot', input['ConfirmationCode']);
      store.setPassword(user.sub, password);
      return {};
    },
  };
}
