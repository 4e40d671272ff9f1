import { copyFileSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Deployable } from '../../infra/src/deployables.ts';
import { bundle } from './bundle.ts';
import { billOfMaterials, noticesOf, packagesOf, type Package } from './packages.ts';
import { layWeb } from './web-tree.ts';

const root = join(import.meta.dirname, '../..');
const here = (file: string) => join(import.meta.dirname, file);

/** What went into a tree, beyond what its file list shows. */
export type Laid = {
  /** Source files of the bundle, relative to the checkout; empty for the web client, which Next.js bundles. */
  modules: string[];
  packages: Package[];
};

/**
 * Lays the exact files that the image of a deployable has in /app. The Dockerfiles call it, and so do the specs.
 * @param out is emptied first
 */
export async function layTree(deployable: Deployable, out: string): Promise<Laid> {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const laid = deployable === 'web' ? web(out) : await program(deployable, out);
  writeFileSync(join(out, 'package.json'), '{ "type": "module" }\n');
  writeFileSync(join(out, 'sbom.cdx.json'), billOfMaterials(laid.packages));
  writeFileSync(join(out, 'NOTICES.txt'), noticesOf(laid.packages));
  copyFileSync(join(root, 'LICENSE'), join(out, 'LICENSE'));
  return laid;
}

async function program(deployable: Exclude<Deployable, 'web'>, out: string): Promise<Laid> {
  const app = deployable === 'database' ? 'apps/database-tasks' : `apps/${deployable}-service`;
  const entries = {
    main: 'src/main.ts',
    ...(deployable === 'transcode' && { worker: 'src/worker.ts' }),
  };
  const modules = await bundle(app, entries, out);
  if (deployable === 'database') layMigrations(out);
  else copyFileSync(here('healthcheck.mjs'), join(out, 'healthcheck.mjs'));
  return { modules, packages: packagesOf(root, modules) };
}

function web(out: string): Laid {
  const packages = layWeb(root, out);
  copyFileSync(here('web/main.mjs'), join(out, 'main.js'));
  copyFileSync(here('web/healthcheck.mjs'), join(out, 'healthcheck.mjs'));
  return { modules: [], packages };
}

/** `migrations/<database>/<name>/migration.sql`. */
function layMigrations(out: string): void {
  for (const database of ['catalog', 'transcode'])
    cpSync(join(root, `apps/${database}-service/prisma/migrations`), join(out, 'migrations', database), {
      recursive: true,
      filter: (path) => !path.endsWith('.toml'),
    });
}
