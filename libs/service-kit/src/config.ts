import { z } from 'zod';

/** Every variable is described in one sentence; docs/configuration.md is generated from these. */
export const serviceConfig = {
  NODE_ENV: z
    .enum(['development', 'test', 'production'])
    .default('production')
    .describe('How strict to be; local conveniences refuse to start in production.'),
  HOST: z.string().default('0.0.0.0').describe('Address to listen on.'),
  PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65535)
    .default(4000)
    .describe('Port to listen on; 0 takes a free one.'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('Least severe log line to write.'),
  PUBLIC_ORIGIN: z
    .url({ protocol: /^https?$/ })
    .transform((url) => new URL(url).origin)
    .describe('Origin under which browsers see the service, such as https://video.example.com.'),
  TRUSTED_PROXY_HOPS: z.coerce
    .number()
    .int()
    .min(0)
    .max(5)
    .default(1)
    .describe(
      'Proxies in front of the service whose X-Forwarded-For is believed: 1 for the local edge, 2 for CloudFront and ALB.',
    ),
  DRAIN_SECONDS: z.coerce
    .number()
    .min(0)
    .max(60)
    .default(0)
    .describe('Seconds to keep answering after SIGTERM while the balancer takes the task out.'),
  DOCS: z.stringbool().default(false).describe('Serve the OpenAPI pages at /docs; for development.'),
  AWS_REGION: z.string().min(1).default('us-east-1').describe('AWS region of every resource.'),
  COGNITO_USER_POOL_ID: z
    .string()
    .regex(/^[\w-]+_[0-9a-zA-Z]+$/)
    .describe('User pool whose access tokens are accepted.'),
  COGNITO_CLIENT_ID: z.string().min(1).describe('App client the tokens must have been issued to.'),
  COGNITO_ENDPOINT: z
    .url()
    .optional()
    .describe('Only for the local cloud: where Cognito and its keys are found.'),
} as const;

export type ServiceConfig = z.infer<z.ZodObject<typeof serviceConfig>>;

/** The environment is not what the program needs. The message has one sentence per variable. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/**
 * Parses the environment once, at start.
 * @throws ConfigError naming every wrong or missing variable; values are not repeated, they may be secrets.
 */
export function readConfig<T extends z.ZodObject>(
  schema: T,
  env: Record<string, string | undefined>,
): z.infer<T> {
  // An empty variable means the same as an absent one: compose files and task definitions write them so.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const sentences = result.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    const field: z.core.$ZodType | undefined = schema.shape[name];
    const purpose = field && z.globalRegistry.get(field)?.description;
    const state = given[name] === undefined ? 'is missing' : 'is not valid';
    return `${name} ${state}: ${issue.message}.${purpose ? ` ${purpose}` : ''}`;
  });
  throw new ConfigError(`The configuration is not usable.\n${sentences.join('\n')}`);
}
