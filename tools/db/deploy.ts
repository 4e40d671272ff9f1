// Production migrations: node tools/db/deploy.ts apps/catalog-service [url]      (url, or else DATABASE_URL)
// Prisma's own `migrate deploy` where its engine can be had, the runner of this folder otherwise; it says which.
import { hasEngine, prismaDeploy } from './migrations/engine.ts';
import { deploy } from './migrations/runner.ts';

const [service, url = process.env.DATABASE_URL] = process.argv.slice(2);

try {
  if (!service || !url)
    throw new Error('Usage: node tools/db/deploy.ts <service> [url], or set DATABASE_URL.');
  if (await hasEngine()) {
    console.log(`${service}: migrating with prisma migrate deploy`);
    console.log(await prismaDeploy(url, service));
  } else {
    console.log(`${service}: migrating with tools/db (the Prisma schema engine is not available here)`);
    const applied = await deploy(url, service);
    console.log(applied.length ? `${service}: up to date` : `${service}: nothing to apply`);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
