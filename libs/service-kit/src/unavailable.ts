/** Errors that pass by themselves: a database, queue or store that is away. They are answered with 503, not 500. */
const codes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'ENOTFOUND',
  // Prisma: cannot reach the server, timed out, closed the connection, pool exhausted
  // (prisma.io/docs/orm/reference/error-reference)
  'P1001',
  'P1002',
  'P1008',
  'P1017',
  'P2024',
  'P2028', // no transaction in time
]);
const names = new Set([
  'TimeoutError',
  'RequestTimeout',
  'ServiceUnavailable',
  'SlowDown',
  'ThrottlingException',
]);
/** How the MariaDB driver adapter names a lost or unreachable server. */
const kinds = new Set(['DatabaseNotReachable', 'SocketTimeout', 'ConnectionClosed']);

/** Looks through an error and what caused it, a few levels deep. */
export function isUnavailable(error: unknown, depth = 0): boolean {
  if (typeof error !== 'object' || error === null || depth > 5) return false;
  const { code, name, kind, cause, meta, $metadata, message } = error as Record<string, unknown>;
  if (typeof code === 'string' && codes.has(code)) return true;
  if (typeof name === 'string' && names.has(name)) return true;
  if (typeof kind === 'string' && kinds.has(kind)) return true;
  if (typeof message === 'string' && /pool timeout|socket has unexpectedly been closed/i.test(message))
    return true;
  const status = ($metadata as { httpStatusCode?: number } | undefined)?.httpStatusCode ?? 0;
  if (status >= 500) return true;
  const driverError = (meta as { driverAdapterError?: unknown } | undefined)?.driverAdapterError;
  return isUnavailable(cause, depth + 1) || isUnavailable(driverError, depth + 1);
}
