import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalCloud, type LocalCloud } from '@matinee/local-cloud';
import type { TestProject } from 'vitest/node';
import type { TestCloud } from './test-cloud.ts';

/** Starts the one local cloud of a test run, on free ports and in a folder of its own, and ends it with the run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = mkdtempSync(join(tmpdir(), 'matinee-test-'));
  const cloud = await startLocalCloud({ dir });
  project.provide('testCloud', describe(cloud, dir));
  return async () => {
    await cloud.stop();
    rmSync(dir, { recursive: true, force: true });
  };
}

/** The part of the cloud that can be handed to worker processes. */
const describe = (cloud: LocalCloud, dir: string): TestCloud => {
  const { region, credentials, endpoints, resources, databaseAdminSocket } = cloud;
  return { region, credentials, endpoints, resources, databaseAdminSocket, dir };
};
