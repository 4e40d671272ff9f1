import type { LocalCloud } from '@matinee/local-cloud';
import { inject } from 'vitest';

/** What a spec may know of the local cloud of its run. */
export type TestCloud = Pick<
  LocalCloud,
  'region' | 'credentials' | 'endpoints' | 'resources' | 'databaseAdminSocket'
> & {
  /** Temporary folder of the run. */
  dir: string;
};

declare module 'vitest' {
  interface ProvidedContext {
    testCloud: TestCloud;
  }
}

/** Endpoints, credentials and resource names of the run's local cloud (started by global-setup.ts). */
export const testCloud = (): TestCloud => inject('testCloud');
