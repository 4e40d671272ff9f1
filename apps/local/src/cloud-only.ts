// The local cloud by itself, for docker/compose.yaml: the services run from their production images, in the network
// namespace of this container, and read their environment from files that are written here.
import { parseArgs } from 'node:util';
import { join } from 'node:path';
import { startLocalCloud } from '@matinee/local-cloud';
import { demoAccount } from './demo.ts';
import { clearEnvFiles, envFileOf, writeEnvFiles } from './env-files.ts';
import { migrate } from './migrate.ts';
import { readOptions } from './options.ts';
import { processSpecs } from './processes.ts';
import { publish } from './publish.ts';
import { localSecrets } from './secrets.ts';

const root = join(import.meta.dirname, '../../..');
const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '/data' },
    port: { type: 'string', default: '8080' },
    env: { type: 'string', default: '/run/matinee' },
    /** URLs of the two databases on a server of its own; those of the local cloud when absent. */
    catalog: { type: 'string' },
    transcode: { type: 'string' },
    /** Reachable from outside of the container. */
    publish: { type: 'boolean', default: false },
  },
});

clearEnvFiles(values.env);
const options = readOptions(['--data', values.data, '--port', values.port, '--no-demo'], root);
const { ports, publicOrigin } = options;
const at = (port: number) => `http://127.0.0.1:${port}`;
const cloud = await startLocalCloud({
  dir: join(values.data, 'cloud'),
  ports,
  publicOrigin,
  services: {
    web: at(ports.web),
    auth: at(ports.auth),
    catalog: at(ports.catalog),
    upload: at(ports.upload),
    transcode: at(ports.transcode),
  },
});
const databases: Record<string, string> = {
  catalog: values.catalog ?? cloud.resources.databaseUrls.catalog,
  transcode: values.transcode ?? cloud.resources.databaseUrls.transcode,
};
for (const [name, url] of Object.entries(databases)) await migrate(root, `${name}-service`, url);
await cloud.cognito.ensureUser({ poolId: cloud.resources.userPoolId, ...demoAccount });

const { services, worker } = processSpecs(cloud, options, await localSecrets(values.data));
writeEnvFiles(
  values.env,
  Object.fromEntries(
    [...services, worker].map((spec) => [
      `${spec.name}.env`,
      envFileOf(
        spec,
        databases[spec.name] ? { DATABASE_URL: databases[spec.name]!, DATABASE_SECRET_ID: '' } : {},
      ),
    ]),
  ),
);
const unpublish = values.publish ? await Promise.all([ports.edge, ports.s3].map(publish)) : [];
console.log(
  `The local cloud is ready; Matinee will answer at ${publicOrigin} (${demoAccount.email}, ${demoAccount.password})`,
);

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    for (const close of unpublish) close();
    void cloud.stop().then(() => process.exit(0));
  });
