import { z } from 'zod';

/** How a service finds its database: by a secret that may change at any time, or by a fixed URL (laptops, specs). */
export const databaseConfig = {
  DATABASE_SECRET_ID: z
    .string()
    .min(1)
    .max(2048)
    .optional()
    .describe(
      'Name or ARN of the Secrets Manager secret with the database user, {"username","password"}; looked at again while the service runs. It needs DATABASE_HOST and DATABASE_NAME.',
    ),
  DATABASE_HOST: z
    .string()
    .min(1)
    .max(255)
    .optional()
    .describe('Host of the database server, with a secret.'),
  DATABASE_PORT: z.coerce
    .number()
    .int()
    .min(1)
    .max(65_535)
    .default(3306)
    .describe('Port of the database server, with a secret.'),
  DATABASE_NAME: z
    .string()
    .regex(/^\w{1,64}$/, 'it has at most 64 letters, digits and underscores')
    .optional()
    .describe('The service’s own database, with a secret.'),
  DATABASE_TLS: z
    .enum(['rds', 'off'])
    .default('rds')
    .describe(
      'With a secret: `rds` demands TLS and a certificate of Amazon RDS for the host; `off` is for the local cloud.',
    ),
  DATABASE_URL: z
    .string()
    .regex(/^mysql:\/\//, 'it starts with mysql://')
    .optional()
    .describe('Instead of a secret: mysql://user:password@host:port/database, without TLS; for development.'),
  DATABASE_CONNECTIONS: z.coerce
    .number()
    .int()
    .min(1)
    .max(100)
    .default(10)
    .describe('Most connections this task opens to the database.'),
  DATABASE_SECRET_SECONDS: z.coerce
    .number()
    .min(1)
    .max(86_400)
    .default(300)
    .describe('Seconds between two looks for a new version of the secret, a fifth more or less.'),
  SECRETS_ENDPOINT: z.url().optional().describe('Only for the local cloud: where Secrets Manager is found.'),
} as const;

export type DatabaseConfig = z.infer<z.ZodObject<typeof databaseConfig>>;

type Context = { addIssue(issue: { code: 'custom'; path: string[]; message: string }): void };

/** For `z.object({ ...databaseConfig }).superRefine(oneDatabase)`: exactly one of the two ways, and all of it. */
export function oneDatabase(config: DatabaseConfig, context: Context): void {
  const { DATABASE_URL, DATABASE_SECRET_ID } = config;
  const refuse = (name: keyof DatabaseConfig, message: string) =>
    context.addIssue({ code: 'custom', path: [name], message });
  if (DATABASE_URL && DATABASE_SECRET_ID)
    refuse('DATABASE_URL', 'either it or DATABASE_SECRET_ID names the database, not both');
  if (!DATABASE_URL && !DATABASE_SECRET_ID)
    refuse('DATABASE_SECRET_ID', 'it or DATABASE_URL has to name the database');
  if (!DATABASE_SECRET_ID) return;
  for (const name of ['DATABASE_HOST', 'DATABASE_NAME'] as const)
    if (!config[name]) refuse(name, 'DATABASE_SECRET_ID needs it');
}
