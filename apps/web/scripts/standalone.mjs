// Starts the standalone server. `next build` leaves static files outside of the folder it serves, because a CDN may
// serve them; here one process serves all, so they are laid beside server.js first.
import { cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const app = join(import.meta.dirname, '..');
const out = join(app, '.next/standalone/apps/web');

if (!existsSync(join(out, 'server.js'))) {
  console.error('The web client is not built yet. Run: npx nx build @matinee/web');
  process.exit(1);
}
for (const folder of ['public', '.next/static']) {
  rmSync(join(out, folder), { recursive: true, force: true });
  cpSync(join(app, folder), join(out, folder), { recursive: true });
}

process.env.HOSTNAME = process.env.HOST ?? '127.0.0.1';
process.env.PORT ??= '4000';
process.chdir(out);
await import(join(out, 'server.js'));
