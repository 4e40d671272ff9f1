import { clientException, notRepresented } from '../errors.ts';
import { environment, objects, text, texts, type Input } from '../input.ts';
import type { Context, Operation } from './context.ts';

export const definitionOperations = ({ store, views, now }: Context): Record<string, Operation> => ({
  RegisterTaskDefinition(input: Input) {
    const family = text(input, 'family');
    if (!/^[\w-]{1,255}$/.test(family))
      throw clientException(
        'Family contains invalid characters. It may have letters, numbers, -, and _ only.',
      );
    const containers = objects(input, 'containerDefinitions');
    if (containers.length === 0) throw clientException('Task definition does not have any containers.');
    if (containers.length > 1) throw notRepresented('A task of several containers');
    const [container] = containers as [Input];
    const revisions = store.definitions.get(family) ?? [];
    const definition = {
      family,
      revision: revisions.length + 1,
      container: {
        name: text(container, 'name'),
        image: text(container, 'image'),
        command: texts(container, 'command'),
        environment: environment(container),
      },
      createdAt: now(),
    };
    store.definitions.set(family, [...revisions, definition]);
    return { taskDefinition: views.definition(definition) };
  },

  DescribeTaskDefinition: (input: Input) => ({
    taskDefinition: views.definition(
      store.definition(text(input, 'taskDefinition'), 'Unable to describe task definition.'),
    ),
  }),
});
