import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as folder from '../../../apps/database-tasks/src/migrations/read.ts';

/** The migrations of a service's folder (`apps/catalog-service`), in order. @throws Error when there are none. */
export const readMigrations = (service: string): folder.Migration[] =>
  folder.readMigrations(join(service, 'prisma', 'migrations'));

/** The whole DDL that `prisma generate` wrote. */
export const readSchemaSql = (service: string): string =>
  readFileSync(join(service, 'prisma', 'schema.sql'), 'utf8');
