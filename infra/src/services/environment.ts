import { connectionsPerTask } from '../database/parameters.ts';
import type { Facts } from './facts.ts';

/** What every service that answers people is told (docs/configuration.md, "Every service"). */
export const common = (facts: Facts) => ({
  NODE_ENV: 'production',
  HOST: '0.0.0.0',
  PUBLIC_ORIGIN: facts.publicOrigin,
  // CloudFront and the balancer.
  TRUSTED_PROXY_HOPS: '2',
  // The balancer learns within two health checks or by ECS that the task leaves.
  DRAIN_SECONDS: '10',
  AWS_REGION: facts.region,
  COGNITO_USER_POOL_ID: facts.userPool.id,
  COGNITO_CLIENT_ID: facts.userPool.clientId,
});

/** Where a service finds its own database. Name and password are a secret that it fetches itself. */
export const database = ({ database, secrets }: Facts, name: 'catalog' | 'transcode') => ({
  DATABASE_SECRET_ID: name === 'catalog' ? secrets.databaseCatalog : secrets.databaseTranscode,
  DATABASE_HOST: database.address,
  DATABASE_PORT: database.port,
  DATABASE_NAME: name,
  DATABASE_TLS: 'rds',
  DATABASE_CONNECTIONS: String(connectionsPerTask),
});

/** A token and the one before it, so that one can be replaced without refusing anybody. */
export const token = (variable: string, arn: string) => ({
  [variable]: { arn, jsonKey: 'current' },
  [`${variable}_PREVIOUS`]: { arn, jsonKey: 'previous' },
});
