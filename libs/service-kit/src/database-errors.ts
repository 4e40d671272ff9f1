/**
 * Errors of the driver's pool before a connection was had (mariadb/lib/misc/errors.js): already closed, waited too
 * long, closed while connecting, closing.
 */
const poolErrors = new Set(['45027', '45028', '45035', '45037']);

/** Did the statement fail before it reached a server? Then it is safe to send it again. */
export function isNeverRun(error: unknown): boolean {
  const { cause } = (error ?? {}) as { cause?: { originalCode?: unknown } };
  return typeof cause?.originalCode === 'string' && poolErrors.has(cause.originalCode);
}
