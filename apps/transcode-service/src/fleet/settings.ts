import { z } from 'zod';

/** Configuration of the workers' fleet: all of it, or none where nobody is to be woken (a single machine). */
export const fleetVariables = {
  WORKER_CLUSTER: z
    .string()
    .min(1)
    .optional()
    .describe('ECS cluster of the workers; without one nobody is woken.'),
  WORKER_SERVICE_SPOT: z.string().min(1).optional().describe('ECS service of the workers on Fargate Spot.'),
  WORKER_SERVICE_ON_DEMAND: z
    .string()
    .min(1)
    .optional()
    .describe('ECS service of the workers that stand in when Spot has no capacity.'),
  WORKERS_MOST: z.coerce
    .number()
    .int()
    .min(1)
    .max(1000)
    .optional()
    .describe('Workers that either service may be raised to.'),
  ECS_ENDPOINT: z.url().optional().describe('Only for the local cloud: where ECS is found.'),
};

type Variables = z.infer<z.ZodObject<typeof fleetVariables>>;

const needed = ['WORKER_CLUSTER', 'WORKER_SERVICE_SPOT', 'WORKER_SERVICE_ON_DEMAND', 'WORKERS_MOST'] as const;

/** A half-configured fleet would be a silent one: its missing variables are issues. */
export function checkFleet({ value, issues }: z.core.ParsePayload<Variables>): void {
  const missing = needed.filter((name) => value[name] === undefined);
  if (missing.length === needed.length) return;
  for (const name of missing)
    issues.push({
      code: 'custom',
      input: value[name],
      path: [name],
      message: `it is needed together with ${needed.filter((other) => other !== name).join(', ')}`,
    });
}

export type FleetSettings = { cluster: string; spot: string; onDemand: string; most: number };

/** Undefined where there is no fleet. */
export function fleetSettings(config: Variables): FleetSettings | undefined {
  const { WORKER_CLUSTER: cluster, WORKER_SERVICE_SPOT: spot, WORKER_SERVICE_ON_DEMAND: onDemand } = config;
  const most = config.WORKERS_MOST;
  if (!cluster || !spot || !onDemand || most === undefined) return undefined;
  return { cluster, spot, onDemand, most };
}
