import { rmSync } from 'node:fs';
import { dataFolder } from './config.ts';

/** Removes the data folder of the run; the stack itself is stopped by Playwright. */
export default function teardown(): void {
  const data = dataFolder();
  if (data?.includes('matinee-e2e-')) rmSync(data, { recursive: true, force: true, maxRetries: 3 });
}
