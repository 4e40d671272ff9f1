import { texts } from '@/texts.ts';

/** Messages that one page leaves for the next one. A closed list: the address must not put words on the page. */
const notices: Readonly<Record<string, string>> = {
  confirmed: texts.auth.confirmed,
  'password-changed': texts.auth.resetDone,
  'logged-out': texts.auth.loggedOut,
  'logged-out-everywhere': texts.auth.loggedOutEverywhere,
};

export const noticeOf = (name: string | undefined): string | undefined =>
  name !== undefined && Object.hasOwn(notices, name) ? notices[name] : undefined;
