import { join } from 'node:path';
import { rolldown } from 'rolldown';

const root = join(import.meta.dirname, '../..');

/** What an image leaves out of a bundle: module → what stands in for it. */
const replaced = {
  // The pages read their files from a folder of the package; nobody opens /docs in production.
  '@fastify/swagger-ui': join(import.meta.dirname, 'stand-ins/no-docs-pages.ts'),
  // `debug` colours its lines if it happens to find this; here only tools for development bring it along.
  'supports-color': join(import.meta.dirname, 'stand-ins/absent.ts'),
};

/**
 * Bundles an app with everything it imports, npm packages and Prisma's query compiler (WebAssembly in base64)
 * included, so that the result runs without node_modules. Not minified: a stack trace names the functions.
 * @param app folder such as `apps/catalog-service`
 * @param entries file to write without `.js` → source in the app, such as `main` → `src/main.ts`
 * @returns every source file that went in, relative to the checkout
 */
export async function bundle(app: string, entries: Record<string, string>, out: string): Promise<string[]> {
  const build = await rolldown({
    cwd: join(root, app),
    input: entries,
    platform: 'node',
    resolve: { alias: replaced },
    onLog(level, log, report) {
      // What cannot be resolved would only be missed when the container runs.
      if (log.code === 'UNRESOLVED_IMPORT') throw new Error(log.message);
      // Nothing is loaded later here: a container uses all of what it has.
      if (log.code !== 'INEFFECTIVE_DYNAMIC_IMPORT') report(level, log);
    },
  });
  try {
    const { output } = await build.write({
      dir: out,
      format: 'esm',
      sourcemap: false,
      chunkFileNames: 'chunks/[name]-[hash].js',
    });
    const modules = output.flatMap((part) => (part.type === 'chunk' ? part.moduleIds : []));
    return [
      ...new Set(modules.filter((id) => id.startsWith(root)).map((id) => id.slice(root.length + 1))),
    ].sort();
  } finally {
    await build.close();
  }
}
