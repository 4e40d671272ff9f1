import { randomInt, timingSafeEqual } from 'node:crypto';
import { expiredCode, invalidParameter, limitExceeded, refuse } from './errors.ts';
import type { Store } from './store.ts';
import type { CodeKind, SendCode, User } from './types.ts';

const HOUR_MS = 3_600_000;
// Cognito developer guide, "Quotas": a sign-up code lives 24 hours, a password reset code one hour.
const LIFE_MS: Record<CodeKind, number> = { signup: 24 * HOUR_MS, forgot: HOUR_MS };
const MAX_TRIES = 5;
const MAX_SENT_PER_HOUR = 5;

/** `a***@e***`, the way Cognito shows where a code went. */
const mask = (email: string): string => email.replace(/^(.)[^@]*@(.).*$/, '$1***@$2***');

export const delivery = (email: string) => ({
  Destination: mask(email),
  DeliveryMedium: 'EMAIL',
  AttributeName: 'email',
});

export function createCodes(store: Store, sendCode: SendCode, now: () => number) {
  return {
    /** Replaces the code of this kind and mails it. LimitExceededException above 5 mails an hour. */
    async send(user: Pick<User, 'sub' | 'email'>, kind: CodeKind) {
      const sent = (store.code(user.sub, kind)?.sent ?? []).filter((time) => now() - time < HOUR_MS);
      if (sent.length >= MAX_SENT_PER_HOUR) throw limitExceeded();
      const value = String(randomInt(1_000_000)).padStart(6, '0');
      // Saved before it is mailed: a crash in between costs a resend, never a mailed code that is not known.
      const expiresAt = now() + LIFE_MS[kind];
      store.saveCode(user.sub, kind, { value, expiresAt, tries: 0, sent: [...sent, now()] });
      try {
        await sendCode({ to: user.email, kind, code: value });
      } catch {
        throw refuse('CodeDeliveryFailureException', 'Failed to deliver the verification code.');
      }
      return { CodeDeliveryDetails: delivery(user.email) };
    },

    /** Single use. Throws CodeMismatchException, ExpiredCodeException, or LimitExceededException after 5 tries. */
    use(sub: string, kind: CodeKind, given: unknown): void {
      if (typeof given !== 'string' || !/^\S{1,2048}$/.test(given))
        throw invalidParameter("Value at 'confirmationCode' failed to satisfy constraint: pattern [\\S]+");
      const code = store.code(sub, kind);
      if (!code?.value || now() > code.expiresAt) throw expiredCode();
      if (code.tries >= MAX_TRIES) throw limitExceeded();
      const right =
        given.length === code.value.length && timingSafeEqual(Buffer.from(given), Buffer.from(code.value));
      if (!right) {
        store.saveCode(sub, kind, { ...code, tries: code.tries + 1 });
        throw refuse('CodeMismatchException', 'Invalid verification code provided, please try again.');
      }
      store.saveCode(sub, kind, { ...code, value: null });
    },
  };
}

export type Codes = ReturnType<typeof createCodes>;
