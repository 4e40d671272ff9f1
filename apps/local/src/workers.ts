import type { Launch, LocalCloud } from '@matinee/local-cloud';
import type { ProcessSpec } from './processes.ts';
import { manner, startProcess, type Place } from './start-process.ts';

/** The services that Pulumi makes on AWS; here both run processes of this machine. */
export const workerServices = { spot: 'matinee-worker', onDemand: 'matinee-worker-on-demand' };

/** How ECS starts a worker here; one that crashes is replaced by ECS, as on AWS. */
export const launchWorkers =
  (place: Place, say: (line: string) => void): Launch =>
  ({ command: [script = ''], environment }) => {
    const child = startProcess({ name: 'worker', script, env: environment }, place);
    let stopping = false;
    void child.exited.then((end) => stopping || say(`worker stopped (${manner(end)}); starting it again`));
    return {
      exited: child.exited.then(({ code }) => code),
      stop: () => {
        stopping = true;
        return child.stop();
      },
    };
  };

/** The services of the workers: one worker that always runs, or none until the first upload. */
export function createWorkerServices(
  cloud: { ecs: Pick<LocalCloud['ecs'], 'createService'> },
  { script, env }: ProcessSpec,
  scaleToZero: boolean,
): void {
  const { spot, onDemand } = workerServices;
  const definition = { command: [script], environment: env };
  cloud.ecs.createService({ ...definition, name: spot, desiredCount: scaleToZero ? 0 : 1 });
  cloud.ecs.createService({ ...definition, name: onDemand, desiredCount: 0 });
}
