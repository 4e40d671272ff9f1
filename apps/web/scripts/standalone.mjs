// Starts the standalone server that `npm run build` made.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const out = join(import.meta.dirname, '../.next/standalone/apps/web');
if (!existsSync(join(out, 'server.js'))) {
  console.error('The web client is not built yet. Run: npx nx build @matinee/web');
  process.exit(1);
}

process.env.HOSTNAME = process.env.HOST ?? '127.0.0.1';
process.env.PORT ??= '4000';
// Started with an IPC channel by a supervisor: when that one dies, even by SIGKILL, so does this.
process.on('disconnect', () => process.exit(0));
process.chdir(out);
await import(join(out, 'server.js'));
