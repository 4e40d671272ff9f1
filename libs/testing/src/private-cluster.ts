import { createEcs, paperTasks } from '@matinee/local-cloud';

export type PrivateCluster = Awaited<ReturnType<typeof privateCluster>>;

/**
 * An ECS of a spec's own, with the services of the workers at zero and tasks that only exist on paper.
 * @param capacity tasks that start; the others stay pending until `free`.
 */
export async function privateCluster(options?: { capacity: number }) {
  const paper = paperTasks(options);
  const names = { cluster: 'matinee', spot: 'matinee-worker', onDemand: 'matinee-worker-on-demand' };
  const ecs = createEcs({ cluster: names.cluster, launch: paper.launch });
  const { url } = await ecs.listen(0);
  for (const name of [names.spot, names.onDemand])
    ecs.createService({ name, command: [], environment: {}, desiredCount: 0 });
  return {
    ...names,
    endpoint: url,
    /** Tasks that have been started, by the family of their definition. */
    launched: (family: string) => paper.launched.filter((task) => task.family === family),
    free: paper.free,
    retireService: ecs.retireService,
    stop: () => ecs.close(),
  };
}
