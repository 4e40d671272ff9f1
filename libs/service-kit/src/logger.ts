import type { FastifyRequest } from 'fastify';
import { pino, type DestinationStream, type Logger } from 'pino';

/** Never in a log: credentials of any kind (observability: redaction is tested). */
const secrets = [
  'authorization',
  'cookie',
  'set-cookie',
  'x-upload-token',
  'password',
  'currentPassword',
  'newPassword',
  'code_delivery',
  'accessToken',
  'idToken',
  'refreshToken',
  'uploadToken',
  'uploadUrl',
  'leaseToken',
];
const redact = {
  // Two levels: what we log ourselves is flat, and every further wildcard costs each line (measured on GET /videos).
  paths: secrets.flatMap((name) => [`["${name}"]`, `*["${name}"]`]),
  censor: '[redacted]',
};

/** JSON lines on standard output: `time` (UTC), `level`, `service`, `msg`. */
export const createLogger = (service: string, level: string, destination?: DestinationStream): Logger => {
  const options = {
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact,
    serializers: {
      // The path alone: query strings carry signatures and cursors.
      req: (request: FastifyRequest) => ({ method: request.method, path: request.url?.split('?')[0] }),
      err: pino.stdSerializers.err,
    },
  };
  return destination ? pino(options, destination) : pino(options);
};
