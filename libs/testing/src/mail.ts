import { eventually, type EventuallyOptions } from './eventually.ts';
import { testCloud } from './test-cloud.ts';

export type CaughtMail = {
  id: string;
  to: string;
  from: string;
  subject: string;
  text: string;
  html: string;
  /** ISO 8601, UTC. */
  date: string;
};

/** The mails sent to an address, newest first. */
export async function mailsTo(to: string): Promise<CaughtMail[]> {
  const url = `${testCloud().endpoints.edge}/__local/mail?to=${encodeURIComponent(to)}`;
  const response = await fetch(url, { headers: { accept: 'application/json' } });
  const { items } = (await response.json()) as { items: CaughtMail[] };
  return items;
}

export type WaitForMailOptions = EventuallyOptions & {
  /** Text or pattern of the subject. */
  subject?: string | RegExp;
};

/** The newest mail to an address (and with a subject), once it is there; addresses should be a spec's own. */
export async function waitForMail(
  to: string,
  { subject = '', ...options }: WaitForMailOptions = {},
): Promise<CaughtMail> {
  return eventually(async () => {
    const mails = await mailsTo(to);
    const found = mails.find((mail) => mail.subject.match(subject));
    if (!found)
      throw new Error(
        `No such mail to ${to}; there are: ${mails.map((mail) => mail.subject).join(' | ') || 'none'}`,
      );
    return found;
  }, options);
}

/** The newest six-digit code mailed to an address. */
export async function waitForCode(to: string, options?: WaitForMailOptions): Promise<string> {
  const { text } = await waitForMail(to, options);
  const [code] = /\b\d{6}\b/.exec(text) ?? [];
  if (!code) throw new Error(`The mail to ${to} has no code: ${text}`);
  return code;
}
