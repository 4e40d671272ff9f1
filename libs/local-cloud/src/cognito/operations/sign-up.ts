import { randomUUID } from 'node:crypto';
import { delivery } from '../codes.ts';
import { expiredCode, invalidParameter, notAuthorized, refuse } from '../errors.ts';
import type { Input, Operation } from '../input.ts';
import { text, username } from '../input.ts';
import { checkPassword, hashPassword } from '../passwords.ts';
import type { Context } from './context.ts';

const ADDRESS = /^[^@\s]+@[^@\s]+\.[^@\s]+$/;

/** The address is the username; an `email` attribute may repeat it, nothing else is accepted. */
function address(input: Input): string {
  const email = username(input);
  if (!ADDRESS.test(email)) throw invalidParameter('Username should be an email.');
  const attributes = Array.isArray(input['UserAttributes']) ? input['UserAttributes'] : [];
  for (const attribute of attributes as { Name?: unknown; Value?: unknown }[])
    if (attribute?.Name !== 'email' || String(attribute.Value).toLowerCase() !== email.toLowerCase())
      throw invalidParameter(`Attributes did not conform to the schema: ${String(attribute?.Name)}`);
  return email;
}

export function signUpOperations({ store, codes }: Context): Record<string, Operation> {
  return {
    async SignUp(input) {
      const pool = store.poolOfClient(text(input, 'ClientId'));
      const email = address(input);
      const password = checkPassword(input['Password'], pool.passwordPolicy);
      if (store.user(pool.poolId, email)) throw refuse('UsernameExistsException', 'User already exists');
      const user = { sub: randomUUID(), pool: pool.poolId, email, password: await hashPassword(password) };
      store.insertUser({ ...user, emailVerified: false, status: 'UNCONFIRMED' });
      return { UserConfirmed: false, UserSub: user.sub, ...(await codes.send(user, 'signup')) };
    },

    ConfirmSignUp(input) {
      const pool = store.poolOfClient(text(input, 'ClientId'));
      const user = store.user(pool.poolId, username(input));
      // PreventUserExistenceErrors: an unknown account answers like an expired code.
      if (!user) throw expiredCode();
      if (user.status !== 'UNCONFIRMED')
        throw notAuthorized(`User cannot be confirmed. Current status is ${user.status}`);
      codes.use(user.sub, 'signup', input['ConfirmationCode']);
      store.confirm(user.sub);
      return {};
    },

    async ResendConfirmationCode(input) {
      const pool = store.poolOfClient(text(input, 'ClientId'));
      const name = username(input);
      const user = store.user(pool.poolId, name);
      // PreventUserExistenceErrors: a delivery that never happens, to the address that was named.
      if (!user) return { CodeDeliveryDetails: delivery(name) };
      if (user.status !== 'UNCONFIRMED') throw invalidParameter('User is already confirmed.');
      return codes.send(user, 'signup');
    },
  };
}
