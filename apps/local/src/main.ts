import { startLocalCloud } from '@matinee/local-cloud';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureDemoAccount } from './demo.ts';
import { migrate } from './migrate.ts';
import { readOptions } from './options.ts';
import { processSpecs } from './processes.ts';
import { waitUntilReady } from './ready.ts';
import { screen } from './screen.ts';
import { localSecrets } from './secrets.ts';
import { supervise, type Supervised } from './supervisor.ts';
import { createWorkerServices, launchWorkers } from './workers.ts';

const root = join(import.meta.dirname, '../../..');
const started = performance.now();
const say = (text: string) => console.log(`› ${text}`);
const undo: (() => Promise<void>)[] = [];
let stopping: Promise<void> | undefined;

/** Stops what was started, newest first; the cloud goes last because the services still need it to drain. */
const stop = () =>
  (stopping ??= (async () => {
    for (const step of undo.reverse()) await step();
  })());
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    if (!stopping) say('Stopping');
    void stop().then(() => process.exit(0));
  });

try {
  const options = readOptions(process.argv.slice(2), root);
  const { ports, publicOrigin, data } = options;
  if (options.discard) undo.push(() => rm(data, { recursive: true, force: true, maxRetries: 3 }));
  const at = (port: number) => `http://127.0.0.1:${port}`;
  const place = { root, logs: join(data, 'logs') };

  say('Starting the local cloud: S3, Cognito, SQS, SNS, SES, ECS, MariaDB');
  const cloud = await startLocalCloud({
    dir: join(data, 'cloud'),
    ports,
    publicOrigin,
    services: {
      web: at(ports.web),
      auth: at(ports.auth),
      catalog: at(ports.catalog),
      upload: at(ports.upload),
      transcode: at(ports.transcode),
    },
    launch: launchWorkers(place, say),
  });
  undo.push(() => cloud.stop());
  const secrets = await localSecrets(data);
  await Promise.all([
    migrate(root, 'catalog-service', cloud.resources.databaseUrls.catalog),
    migrate(root, 'transcode-service', cloud.resources.databaseUrls.transcode),
  ]);

  say('Starting auth, catalog, upload, transcode, worker and web');
  const { services, worker } = processSpecs(cloud, options, secrets);
  const running: Supervised[] = [];
  // Together, because a worker hands its tasks back to a server that still listens.
  undo.push(
    async () => void (await Promise.all([cloud.ecs.stopTasks(), ...running.map((child) => child.stop())])),
  );
  for (const spec of services) running.push(supervise(spec, { ...place, onCrash: say }));
  createWorkerServices(cloud, worker, options.scaleToZero);
  await Promise.all(services.map(({ readyUrl }) => readyUrl && waitUntilReady(readyUrl)));

  if (options.demo) await ensureDemoAccount(publicOrigin);
  console.log(screen(options, (performance.now() - started) / 1000));
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : String(error)}\n`);
  await stop();
  process.exit(1);
}
