import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { discardLocalCloud, startLocalCloud, type LocalCloud } from '@matinee/local-cloud';
import type { TestProject } from 'vitest/node';
import type { TestCloud } from './test-cloud.ts';

const PREFIX = 'matinee-test-';
const ABANDONED_AFTER_MS = 60_000; // a run takes its lock long before

/** Starts the one local cloud of a test run, on free ports and in a folder of its own, and ends it with the run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await discardAbandoned();
  const dir = mkdtempSync(join(tmpdir(), PREFIX));
  const cloud = await startLocalCloud({ dir });
  project.provide('testCloud', visible(cloud, dir));
  return async () => {
    await cloud.stop();
    rmSync(dir, { recursive: true, force: true });
  };
}

/** The part of the cloud that can be handed to worker processes. */
const visible = (cloud: LocalCloud, dir: string): TestCloud => {
  const { region, credentials, endpoints, resources, databaseAdminSocket } = cloud;
  return { region, credentials, endpoints, resources, databaseAdminSocket, dir };
};

/** Runs that were killed could not clean up after themselves; runs that still go on hold their lock. */
async function discardAbandoned(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(PREFIX)) continue;
    const dir = join(tmpdir(), name);
    const { mtimeMs } = statSync(dir, { throwIfNoEntry: false }) ?? {};
    if (mtimeMs !== undefined && Date.now() - mtimeMs > ABANDONED_AFTER_MS) await discardLocalCloud(dir);
  }
}
