import { z } from 'zod';
import { errorCodes } from '../errors.ts';

export const ErrorBody = z
  .object({
    error: z.object({
      code: z.enum(errorCodes),
      message: z.string(),
      /** Field-level reasons: `{path, message}` with a path such as `body/displayName`. */
      details: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
      requestId: z.string(),
    }),
  })
  .meta({ id: 'Error' });
export type ErrorBody = z.infer<typeof ErrorBody>;

/** An answer without content worth naming. */
export const Done = z.object({ ok: z.literal(true) }).meta({ id: 'Done' });

/** Letters, digits, marks that stand alone: something a person can see. Zero-width and direction marks are not. */
const isVisible = (text: string) => /[\p{L}\p{N}\p{P}\p{S}]/u.test(text);

/** One line of text from a person: trimmed, not empty, no control characters (Unicode category Cc). */
export const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1, 'Please fill this in.')
    .max(max, `At most ${max} characters.`)
    .regex(/^[^\u0000-\u001f\u007f-\u009f]*$/, 'Control characters are not allowed.')
    .refine((text) => text.isWellFormed(), 'Some characters are broken.')
    .refine(isVisible, 'Please fill this in.');

/** Text of several lines: tabs and line breaks are fine, other control characters are not. */
export const paragraphs = (max: number) =>
  z
    .string()
    .trim()
    .max(max, `At most ${max} characters.`)
    .regex(/^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*$/, 'Control characters are not allowed.')
    .refine((text) => text.isWellFormed(), 'Some characters are broken.');
