/** What a handler decided about a message. Each outcome has one fate (see settle.ts). */
export type Outcome =
  | { readonly fate: 'done' }
  | { readonly fate: 'later'; readonly seconds: number }
  | { readonly fate: 'bury'; readonly reason: string };

/** Handled (or a duplicate of something handled): the message is deleted. */
export const done: Outcome = { fate: 'done' };

/** Not now: the message becomes visible again after `seconds` (0 to 43,200, the 12 hours of SQS). */
export const later = (seconds: number): Outcome => ({ fate: 'later', seconds });

/** Trying again cannot help: the message goes to the dead-letter queue at once, with the reason. */
export const bury = (reason: string): Outcome => ({ fate: 'bury', reason });
