import { readFileSync } from 'node:fs';
import type { Rule, Violation } from './rule.ts';

/** What a rule may not report, where, why and until when. */
export type Exception = {
  rule: string;
  /** Regular expression over the whole label of a resource, such as `s3/bucket (media|originals)`. */
  resource: string;
  /** Names of stacks as in testing.ts: a profile, asleep, before the first images, with a domain. */
  stacks: string[];
  reason: string;
  /** Day after which the exception must be thought about again. */
  expires: string;
};

export const exceptions: readonly Exception[] = JSON.parse(
  readFileSync(new URL('exceptions.json', import.meta.url), 'utf8'),
);

export const excuses = (exception: Exception, stack: string, rule: Rule, { resource }: Violation): boolean =>
  exception.rule === rule.id &&
  exception.stacks.includes(stack) &&
  new RegExp(`^(${exception.resource})$`).test(resource);

/** Longest time that an exception may stand: a year and a month to talk about it. */
const longestMonths = 13;

/** What is wrong with the exceptions themselves on a day. @returns a sentence each */
export function complaints(list: readonly Exception[], ruleIds: readonly string[], today: Date): string[] {
  const latest = new Date(today);
  latest.setUTCMonth(latest.getUTCMonth() + longestMonths);
  return list.flatMap((exception) => {
    const name = `${exception.rule} for ${exception.resource}`;
    const expires = new Date(`${exception.expires}T23:59:59Z`);
    return [
      !ruleIds.includes(exception.rule) && `${name}: there is no such rule.`,
      exception.reason.trim().length < 20 && `${name}: has no reason.`,
      !/^\d{4}-\d\d-\d\d$/.test(exception.expires) && `${name}: has no day on which it expires.`,
      Number.isNaN(expires.getTime()) && `${name}: expires on no day of the calendar.`,
      expires < today && `${name}: expired on ${exception.expires}.`,
      expires > latest && `${name}: expires in more than ${longestMonths} months.`,
    ].filter((sentence) => sentence !== false);
  });
}
