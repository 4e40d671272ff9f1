import type { Mail } from './mail.ts';
import { bareAddress } from './mail.ts';

/** A refusal in SES's own words: HTTP status and exception name. */
export class SesError extends Error {
  readonly status: number;
  readonly type: string;

  constructor(status: number, type: string, message: string) {
    super(message);
    this.status = status;
    this.type = type;
  }
}

const bad = (message: string) => new SesError(400, 'BadRequestException', message);

// "up to 50 recipients per message" (Amazon SES developer guide, "Service quotas").
const MAX_RECIPIENTS = 50;

type Json = Record<string, unknown>;

const member = (value: unknown, name: string): Json => {
  const found = (value as Json | undefined)?.[name];
  return typeof found === 'object' && found !== null ? (found as Json) : {};
};

const data = (value: Json): string => (typeof value['Data'] === 'string' ? value['Data'] : '');

const addresses = (value: unknown): string[] => {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw bad('Destination must hold lists of addresses');
};

/** Local part, @ and domain, without control characters: a line break here would be a header of the sender's choice. */
const isAddress = (address: string): boolean =>
  !/[\u0000-\u001f\u007f]/.test(address) && /^[^\s@<>]+@[^\s@<>]+$/.test(bareAddress(address));

/** Identities are addresses or whole domains, as in SES. */
const isVerified = (from: string, identities: string[]): boolean => {
  const address = bareAddress(from);
  return identities.some((identity) => {
    const wanted = identity.toLowerCase();
    return wanted === address || address.endsWith(`@${wanted}`);
  });
};

/** The mail of a SendEmail request with Simple content. Throws SesError (BadRequestException, MessageRejected). */
export function parseSendEmail(input: unknown, identities: string[]): Mail {
  const from = (input as Json)['FromEmailAddress'];
  const destination = member(input, 'Destination');
  const to = ['ToAddresses', 'CcAddresses', 'BccAddresses'].flatMap((name) => addresses(destination[name]));
  const simple = member(member(input, 'Content'), 'Simple');
  const body = member(simple, 'Body');
  const mail = {
    subject: data(member(simple, 'Subject')),
    text: data(member(body, 'Text')),
    html: data(member(body, 'Html')),
  };

  if (typeof from !== 'string' || from === '') throw bad('FromEmailAddress is required');
  if (!isAddress(from)) throw bad('Missing final @domain');
  if (to.length === 0) throw bad('At least one recipient is required');
  if (to.length > MAX_RECIPIENTS) throw bad(`Recipient count exceeds ${MAX_RECIPIENTS}`);
  if (!to.every(isAddress)) throw bad('Missing final @domain');
  if (!mail.subject) throw bad('Content.Simple.Subject is required');
  if (!mail.text && !mail.html) throw bad('Content.Simple.Body needs Text or Html');
  if (!isVerified(from, identities))
    throw new SesError(
      400,
      'MessageRejected',
      `Email address is not verified. The following identities failed the check: ${bareAddress(from)}`,
    );
  return { from, to, ...mail };
}
