import { invalidParameter, serviceNotActive } from '../errors.ts';
import { onlyKnown, text, texts, whole, type Input } from '../input.ts';
import type { Context, Operation } from './context.ts';

/** Tasks a service may have (a quota of ECS). */
const MOST_TASKS = 5000;

export const serviceOperations = ({ store, views, scheduler }: Context): Record<string, Operation> => ({
  /** Services that do not exist are failures of the answer, not of the call. */
  DescribeServices(input: Input) {
    store.checkCluster(input.cluster);
    const names = texts(input, 'services');
    if (names.length === 0) throw invalidParameter('Services cannot be empty.');
    if (names.length > 10) throw invalidParameter('Services cannot have more than 10 elements.');
    const found = names.map((name) => ({ name, service: store.findService(name) }));
    return {
      services: found.flatMap(({ service }) => (service ? [views.service(service)] : [])),
      failures: found
        .filter(({ service }) => !service)
        .map(({ name }) => ({ arn: store.serviceArn(name), reason: 'MISSING' })),
    };
  },

  UpdateService(input: Input) {
    onlyKnown(input, 'UpdateService', ['cluster', 'service', 'desiredCount']);
    store.checkCluster(input.cluster);
    const service = store.service(text(input, 'service'));
    if (!service.active) throw serviceNotActive();
    const desired = whole(input, 'desiredCount', 0, MOST_TASKS);
    if (desired !== undefined) service.desired = desired;
    scheduler.reconcile(service);
    return { service: views.service(service) };
  },
});
