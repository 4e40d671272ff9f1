// Migrations without Prisma's engine (docs/adr/0003-prisma-without-its-migration-engine.md):
//   node tools/db/migrate.ts deploy      apps/catalog-service [url]         applies what is pending
//   node tools/db/migrate.ts status      apps/catalog-service [url]         exit 1 when something is pending or failed
//   node tools/db/migrate.ts check       apps/catalog-service [url]         exit 2 when migrations and schema differ
//   node tools/db/migrate.ts rolled-back apps/catalog-service <migration>   after a failed one was repaired by hand
// The database is `url`, or else DATABASE_URL; `check` starts a private MariaDB when it has neither.
import { check } from './migrations/check.ts';
import { withPrivateServer } from './migrations/private-server.ts';
import { deploy, markRolledBack, status } from './migrations/runner.ts';

const [command, service, last] = process.argv.slice(2);

function database(given: string | undefined): string {
  const url = given ?? process.env.DATABASE_URL;
  if (!url) throw new Error('Set DATABASE_URL, or give a mysql:// URL as the last argument.');
  return url;
}

async function reportDrift(folder: string, url: string | undefined): Promise<number> {
  const { onlyInSchema, onlyInMigrations } = url
    ? await check(url, folder)
    : await withPrivateServer(({ admin }) => check(admin, folder));
  for (const line of onlyInSchema) console.error(`only in schema.prisma: ${line}`);
  for (const line of onlyInMigrations) console.error(`only in the migrations: ${line}`);
  const same = onlyInSchema.length + onlyInMigrations.length === 0;
  if (same) console.log(`${folder}: the migrations lead to schema.prisma`);
  return same ? 0 : 2;
}

async function reportStatus(folder: string, url: string): Promise<number> {
  const { pending, ...rest } = await status(url, folder);
  console.log(JSON.stringify({ ...rest, pending: pending.map(({ name }) => name) }));
  return pending.length + rest.failed.length > 0 ? 1 : 0;
}

async function run(folder: string): Promise<number> {
  switch (command) {
    case 'deploy':
      if ((await deploy(database(last), folder)).length === 0) console.log(`${folder}: nothing to apply`);
      return 0;
    case 'status':
      return reportStatus(folder, database(last));
    case 'check':
      return reportDrift(folder, last ?? process.env.DATABASE_URL);
    case 'rolled-back':
      if (last && (await markRolledBack(database(undefined), last))) return 0;
      throw new Error('There is no failed migration of that name.');
    default:
      throw new Error(
        'Usage: node tools/db/migrate.ts deploy|status|check|rolled-back <service> [url|migration]',
      );
  }
}

try {
  process.exitCode = await run(service ?? '');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
