import * as pulumi from '@pulumi/pulumi';
import { answerOf, stateOf } from './mock-cloud.ts';

/** What the program asks of Pulumi's engine beside the inputs. */
export type RecordedOptions = {
  /** Pulumi refuses to delete or replace it. */
  protect: boolean;
  /** Inputs that somebody else changes at run time. */
  ignoreChanges: string[];
  /** URN of the component it is part of; empty at the top. */
  parent: string;
  /** Urn and id of a provider that is not the default one; empty otherwise. */
  provider: string;
};
export type Recorded = {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
  options: RecordedOptions;
};

/** The part of the engine's protocol that is read here (proto/resource.proto of Pulumi, RegisterResourceRequest). */
type Registration = {
  getType(): string;
  getName(): string;
  getProtect(): boolean;
  getIgnorechangesList(): string[];
  getParent(): string;
  getProvider(): string;
};
type Monitor = { registerResource(request: Registration, callback: unknown): unknown };

/**
 * Runs a Pulumi program without a cloud or the CLI and returns every resource it registers, components included, by type and name.
 * The state of a resource is what AWS would answer in its shape (arn, url, …), so policies can be read as they would be.
 * @throws what the program throws, and for two resources of one type and name
 */
export async function record(program: () => unknown): Promise<Recorded[]> {
  const resources: Omit<Recorded, 'options'>[] = [];
  const options = new Map<string, RecordedOptions>();
  /** The engine refuses a second URN; mocks would take it. */
  const twice: string[] = [];
  const key = (type: string, name: string) => `${type} ${name}`;
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        resources.push({ type, name, inputs });
        return stateOf(type, name, inputs);
      },
      call: ({ token, inputs }) => answerOf(token, inputs),
    },
    'matinee',
    'spec',
  );
  // Mocks are not told the options; the requests to the engine carry them, with what a parent hands down.
  const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) => {
    const id = key(request.getType(), request.getName());
    if (options.has(id)) twice.push(id);
    options.set(id, {
      protect: request.getProtect(),
      ignoreChanges: request.getIgnorechangesList(),
      parent: request.getParent(),
      provider: request.getProvider(),
    });
    return register(request, callback);
  };
  // Pulumi takes a stack trace for every promise, which is most of the time that a run takes.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    await program();
    await pulumi.runtime.disconnect();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
  if (twice.length > 0) throw new Error(`There is more than one of ${twice.join(', ')}.`);
  // Registration follows whatever settles first; specs want one order.
  return resources
    .map((resource) => ({ ...resource, options: options.get(key(resource.type, resource.name))! }))
    .sort((a, b) => (key(a.type, a.name) < key(b.type, b.name) ? -1 : 1));
}
