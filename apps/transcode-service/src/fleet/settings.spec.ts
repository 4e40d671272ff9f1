import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { checkFleet, fleetSettings, fleetVariables } from './settings.ts';

const schema = z.object(fleetVariables).check(checkFleet);
const whole = {
  WORKER_CLUSTER: 'matinee',
  WORKER_SERVICE_SPOT: 'matinee-worker',
  WORKER_SERVICE_ON_DEMAND: 'matinee-worker-on-demand',
  WORKERS_MOST: '10',
};

describe('the configuration of a fleet', () => {
  it('is whole or absent', () => {
    expect(fleetSettings(schema.parse({}))).toBeUndefined();
    expect(fleetSettings(schema.parse(whole))).toEqual({
      cluster: 'matinee',
      spot: 'matinee-worker',
      onDemand: 'matinee-worker-on-demand',
      most: 10,
    });
  });

  it.each(Object.keys(whole))('names %s when only that one is missing', (name) => {
    const { error } = schema.safeParse({ ...whole, [name]: undefined });
    expect(error?.issues.map(({ path }) => path)).toEqual([[name]]);
  });
});
