import type { AnswerFloor } from './answer-floor.ts';
import type { Identity } from './identity/identity.ts';
import type { Limits } from './limits.ts';
import type { EmailCache } from './me/email-cache.ts';

/** What the features share. */
export type Context = {
  identity: Identity;
  floor: AnswerFloor;
  limits: Limits;
  emails: EmailCache;
};
