import type { AnswerFloor } from '../answer-floor.ts';
import type { Identity } from '../identity/identity.ts';
import { requireStrong } from '../passwords/strength.ts';

/** Registration: the same answer, after the same time, for a new, an unconfirmed and a confirmed address. */
export function createAccounts(identity: Identity, floor: AnswerFloor) {
  return {
    /**
     * Mails a code to the address of a new or unconfirmed account; a confirmed one hears nothing. An account that
     * exists keeps its password: whoever owns the mailbox may set another with a reset code, which ends every session.
     * @throws ApiError `password_too_weak`
     */
    async register(email: string, password: string): Promise<void> {
      requireStrong(password, email);
      await floor.always(async () => {
        if (!(await identity.register(email, password))) await identity.resend(email);
      });
    },
    /** @throws ApiError `code_invalid` */
    confirm: (email: string, code: string) => floor.always(() => identity.confirm(email, code)),
    resend: (email: string) => floor.always(() => identity.resend(email)),
  };
}

export type Accounts = ReturnType<typeof createAccounts>;
