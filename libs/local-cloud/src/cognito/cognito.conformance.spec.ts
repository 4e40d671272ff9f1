import { afterAll } from 'vitest';
import { cognitoConformance } from '../conformance/cognito.ts';
import type { RunningPool } from './testing.ts';
import { startPool } from './testing.ts';

let pool: RunningPool | undefined;

cognitoConformance(async () => {
  pool = await startPool();
  return pool.target;
});

afterAll(() => pool?.stop());
