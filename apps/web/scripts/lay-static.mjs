// After `next build`: lays the static files beside the standalone server, which leaves them out because a CDN may
// serve them; here one process serves all. Part of the build, so that two servers of one checkout do not disturb
// each other.
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const app = join(import.meta.dirname, '..');
const out = join(app, '.next/standalone/apps/web');
for (const folder of ['public', '.next/static']) {
  rmSync(join(out, folder), { recursive: true, force: true });
  cpSync(join(app, folder), join(out, folder), { recursive: true });
}
