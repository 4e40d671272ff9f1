import type { FastifyBaseLogger } from 'fastify';
import type { AnswerFloor } from '../answer-floor.ts';
import type { Identity, Tokens } from '../identity/identity.ts';
import type { EmailCache } from '../me/email-cache.ts';
import { requireStrong } from './strength.ts';

/** Reset and change; both end every session of the account (ASVS 5.0, 7.4.3). */
export function createPasswords(identity: Identity, emails: EmailCache, floor: AnswerFloor) {
  return {
    forgot: (email: string) => floor.always(() => identity.forgot(email)),

    /** @throws ApiError `password_too_weak`, `code_invalid` */
    async reset(email: string, code: string, password: string, log: FastifyBaseLogger): Promise<void> {
      requireStrong(password, email);
      await floor.always(() => identity.reset(email, code, password));
      // Sessions end by a token of the account, and the new password gives one. Should Cognito fail here the password
      // is changed all the same, so this is not the caller's failure.
      try {
        await identity.signOut((await identity.login(email, password)).accessToken);
      } catch (err) {
        log.error({ err }, 'sessions not ended after a password reset');
      }
    },

    /** Tokens of a new session; the old ones are gone. @throws ApiError `wrong_password`, `password_too_weak` */
    async change(
      person: { id: string; accessToken: string },
      currentPassword: string,
      newPassword: string,
    ): Promise<Tokens> {
      const email = await emails.of(person);
      requireStrong(newPassword, email, 'body/newPassword');
      await identity.changePassword(person.accessToken, currentPassword, newPassword);
      emails.forget(person.id);
      await identity.signOut(person.accessToken);
      return identity.login(email, newPassword);
    },
  };
}
