import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { inheritedEnvironment } from './config.ts';

/** Brings a service's database to its newest migration, with the same command as production. */
export async function migrate(root: string, app: string, databaseUrl: string): Promise<void> {
  const child = spawn(process.execPath, ['tools/db/migrate.ts', 'deploy', `apps/${app}`], {
    cwd: root,
    env: { ...inheritedEnvironment(), DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`Migrating the database of ${app} failed:\n${output}`);
}
