import { cpSync, existsSync, globSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readPackage, sorted, type Package } from './packages.ts';

/** What the standalone build carries along and the web client never runs. */
const unused = [
  // Resizes pictures of `next/image`, which no page uses; native code, and half of the whole tree.
  'node_modules/sharp',
  'node_modules/@img',
  'node_modules/detect-libc',
  'node_modules/semver',
];

/**
 * Copies Next.js' standalone build, static files included, without what is never run.
 * @returns the npm packages in it: those the server loads and those compiled into the pages
 * @throws Error when the client has not been built
 */
export function layWeb(root: string, out: string): Package[] {
  const app = join(root, 'apps/web');
  const standalone = join(app, '.next/standalone');
  if (!existsSync(join(standalone, 'apps/web/.next/static')))
    throw new Error('The web client is not built yet. Run: npx nx build @matinee/web');
  cpSync(standalone, out, { recursive: true, filter: (path) => !path.endsWith('.map') });
  for (const path of unused) rmSync(join(out, path), { recursive: true, force: true });

  const manifest = JSON.parse(readFileSync(join(app, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const compiledIn = Object.keys(manifest.dependencies).filter((name) => !name.startsWith('@matinee/'));
  const loaded = globSync('node_modules/{*,@*/*}/package.json', { cwd: out }).map((path) =>
    path.slice('node_modules/'.length, -'/package.json'.length),
  );
  return sorted([...compiledIn, ...loaded].map((name) => readPackage(root, `node_modules/${name}`)));
}
