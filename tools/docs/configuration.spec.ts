import { serviceConfig } from '@matinee/service-kit';
import { format } from 'prettier';
import { expect, it } from 'vitest';
import { authConfig } from '../../apps/auth-service/src/config.ts';
import { CatalogConfig } from '../../apps/catalog-service/src/config.ts';
import { DatabaseTasksConfig } from '../../apps/database-tasks/src/config.ts';
import { Config as TranscodeConfig } from '../../apps/transcode-service/src/config.ts';
import { WorkerConfig } from '../../apps/transcode-service/src/worker/config.ts';
import { uploadConfig } from '../../apps/upload-service/src/config.ts';
import { configurationPage } from './configuration.ts';

it('the configuration page says what the programs read (`npx vitest run -u tools/docs` writes it)', async () => {
  const page = configurationPage(serviceConfig, [
    { name: 'auth-service', about: 'Needs only Cognito.', shape: authConfig.shape },
    { name: 'catalog-service', about: 'Owns the database `catalog`.', shape: CatalogConfig.shape },
    { name: 'upload-service', about: 'Keeps no state.', shape: uploadConfig.shape },
    { name: 'transcode-service', about: 'Owns the database `transcode`.', shape: TranscodeConfig.shape },
    {
      name: 'Worker of transcode-service',
      about: 'Has no database; `WORKER_SLOTS` and `WORKER_FAST_THREADS` default to the number of cores.',
      shape: WorkerConfig.shape,
    },
    {
      name: 'database-tasks',
      about: 'One-off tasks, so nothing of “Every service” applies but `AWS_REGION`.',
      shape: DatabaseTasksConfig.shape,
    },
  ]);
  // What depends on the machine is named, not measured.
  const named = page.replaceAll(/(`WORKER_(?:SLOTS|FAST_THREADS)`.*\|) `\d+` \|/g, '$1 cores |');
  const formatted = await format(named, { parser: 'markdown', printWidth: 110 });
  await expect(formatted).toMatchFileSnapshot('../../docs/configuration.md');
});
