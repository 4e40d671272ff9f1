import { readConfig, serviceConfig } from '@matinee/service-kit';
import { z } from 'zod';

const count = z.coerce.number().int().min(1);

export const authConfig = z.object({
  ...serviceConfig,
  ANSWER_FLOOR_MS: z.coerce
    .number()
    .int()
    .min(0)
    .max(5000)
    .default(1000)
    .describe(
      'Answers that could tell whether an address has an account take a whole multiple of this many milliseconds; longer than Cognito takes to mail a code.',
    ),
  RATE_WINDOW_SECONDS: count.max(86_400).default(600).describe('Seconds over which requests are counted.'),
  RATE_PER_ADDRESS: count
    .default(10)
    .describe(
      'Logins, code entries or mailed codes for one address from one IP in the window; each counted by itself.',
    ),
  RATE_PER_IP: count
    .default(300)
    .describe('Requests without a session from one IP in the window; a school or an office shares one.'),
  RATE_SESSION_PER_IP: count
    .default(6000)
    .describe('Requests that need or renew a session from one IP in the window.'),
});
export type AuthConfig = z.infer<typeof authConfig>;

/** @throws ConfigError with a sentence per variable */
export const loadConfig = (env: Record<string, string | undefined> = process.env): AuthConfig =>
  readConfig(authConfig, env);
