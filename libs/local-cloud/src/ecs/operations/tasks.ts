import { randomUUID } from 'node:crypto';
import { invalidParameter } from '../errors.ts';
import { environment, isObject, objects, onlyKnown, text, texts, whole, type Input } from '../input.ts';
import type { Definition, Task } from '../types.ts';
import type { Context, Operation } from './context.ts';

/** What only matters where there are networks and machines; taken and without effect here. */
const ofAws = [
  'launchType',
  'capacityProviderStrategy',
  'networkConfiguration',
  'platformVersion',
  'startedBy',
];

function overridesOf(input: Input, { container }: Definition) {
  const overrides = isObject(input.overrides) ? objects(input.overrides, 'containerOverrides') : [];
  const other = overrides.find((override) => text(override, 'name') !== container.name);
  if (other)
    throw invalidParameter(
      `Override for container named ${String(other.name)} is not a container in the TaskDefinition.`,
    );
  const [override] = overrides;
  return {
    ...(override?.command !== undefined && { command: texts(override, 'command') }),
    ...(override && { environment: environment(override) }),
  };
}

export const taskOperations = (
  { store, views, runner }: Context,
  byToken = new Map<string, Task[]>(),
): Record<string, Operation> => ({
  RunTask(input: Input) {
    onlyKnown(input, 'RunTask', [
      ...['cluster', 'taskDefinition', 'count', 'overrides', 'clientToken'],
      ...ofAws,
    ]);
    store.checkCluster(input.cluster);
    const definition = store.definition(text(input, 'taskDefinition'));
    const overrides = overridesOf(input, definition);
    const count = whole(input, 'count', 1, 10) ?? 1;
    // The SDK makes a token by itself, so that its retries do not run a task twice.
    const token = String(input.clientToken ?? randomUUID());
    const tasks =
      byToken.get(token) ?? Array.from({ length: count }, () => runner.start({ definition, overrides }));
    byToken.set(token, tasks);
    return { tasks: tasks.map(views.task), failures: [] };
  },

  DescribeTasks(input: Input) {
    store.checkCluster(input.cluster);
    const ids = texts(input, 'tasks');
    if (ids.length === 0) throw invalidParameter('Tasks cannot be empty.');
    if (ids.length > 100) throw invalidParameter('Tasks cannot have more than 100 elements.');
    const found = ids.map((id) => ({ id, task: store.findTask(id) }));
    return {
      tasks: found.flatMap(({ task }) => (task ? [views.task(task)] : [])),
      failures: found
        .filter(({ task }) => !task)
        .map(({ id }) => ({ arn: store.taskArn(id), reason: 'MISSING' })),
    };
  },

  /** Protection is against scale-in only: this stops any task. */
  StopTask(input: Input) {
    store.checkCluster(input.cluster);
    const task = store.findTask(text(input, 'task'));
    if (!task) throw invalidParameter('The referenced task was not found.');
    void runner.stop(task, 'UserInitiated', String(input.reason ?? 'Task stopped by user'));
    return { task: views.task(task) };
  },
});
