import { readFileSync } from 'node:fs';

/** A kind of call that a service made in the journeys, and the permission it takes. */
export type RecordedCall = {
  call: string;
  action: string;
  /** Template, see arns.ts. */
  resource: string;
  context?: Record<string, string>;
  /** IAM is not asked. */
  signed?: false;
};

/** By service; written by the journeys (apps/e2e/src/permissions). */
export const recordedCalls = JSON.parse(
  readFileSync(new URL('recorded-calls.json', import.meta.url), 'utf8'),
) as Record<string, RecordedCall[]>;

/** Those that IAM decides on. */
export const signedCalls = (service: string): RecordedCall[] =>
  (recordedCalls[service] ?? []).filter(({ signed }) => signed !== false);
