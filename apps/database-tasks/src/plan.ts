import { join } from 'node:path';
import type { DatabaseTasksConfig } from './config.ts';

export const services = ['catalog', 'transcode'] as const;
export type Service = (typeof services)[number];

/** A service's database on the server. */
export type ServiceDatabase = {
  service: Service;
  /** Name of the database. */
  name: string;
  /** Two users that take turns; one is in the secret, the other gets the next password. */
  users: readonly [string, string];
  secretId: string;
  /** Folder of its migrations. */
  migrations: string;
};

/** What the configuration names. Database and users are named after the service. */
export function planOf(config: DatabaseTasksConfig): ServiceDatabase[] {
  const secretIds = { catalog: config.CATALOG_SECRET_ID, transcode: config.TRANSCODE_SECRET_ID };
  return services.map((service) => ({
    service,
    name: service,
    users: [`${service}_a`, `${service}_b`],
    secretId: secretIds[service],
    migrations: join(config.MIGRATIONS_DIR, service),
  }));
}
