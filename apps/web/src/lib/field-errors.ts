import type { ZodError } from 'zod';
import { ApiProblem } from './api/problem.ts';

/** The first message of each field of a form, by the field's name. */
export function fieldErrors(error: ZodError): Record<string, string> {
  const messages: Record<string, string> = {};
  for (const { path, message } of error.issues) messages[String(path[0] ?? '')] ??= message;
  return messages;
}

/** The same out of a refused call, whose details have paths such as `body/displayName`. */
export function fieldErrorsOf(error: unknown): Record<string, string> {
  const messages: Record<string, string> = {};
  if (!(error instanceof ApiProblem)) return messages;
  for (const { path, message } of error.details) {
    const [where, name] = path.split('/').filter(Boolean);
    if (where === 'body' && name) messages[name] ??= message;
  }
  return messages;
}
