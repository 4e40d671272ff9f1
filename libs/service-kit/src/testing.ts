import type { ServiceConfig } from './config.ts';
import type { DatabaseConfig } from './database-config.ts';

/** A configuration for specs; override what a case is about. */
export const specConfig = (overrides: Partial<ServiceConfig> = {}): ServiceConfig => ({
  NODE_ENV: 'test',
  HOST: '127.0.0.1',
  PORT: 0,
  LOG_LEVEL: 'silent',
  PUBLIC_ORIGIN: 'http://localhost:8080',
  TRUSTED_PROXY_HOPS: 1,
  DRAIN_SECONDS: 0,
  DOCS: false,
  AWS_REGION: 'us-east-1',
  COGNITO_USER_POOL_ID: 'us-east-1_matinee00',
  COGNITO_CLIENT_ID: 'matineewebclient0000000000',
  ...overrides,
});

/** The part about the database, by URL. */
export const specDatabase = (url: string, overrides: Partial<DatabaseConfig> = {}): DatabaseConfig => ({
  DATABASE_URL: url,
  DATABASE_PORT: 3306,
  DATABASE_TLS: 'off',
  DATABASE_CONNECTIONS: 10,
  DATABASE_SECRET_SECONDS: 300,
  ...overrides,
});
