import * as pulumi from '@pulumi/pulumi';
import { record, type Recorded } from './mocks.ts';
import { readSettings, type Settings } from './settings.ts';
import { deployables } from './deployables.ts';

export type Values = Record<string, string>;

/** A stack as specs look at it. */
export type RecordedStack = {
  resources: Recorded[];
  /** What the program exports. */
  outputs: unknown;
  all(type: string): Recorded[];
  /** @throws Error unless there is exactly this one */
  one(type: string, name?: string): Recorded;
};

const image = (name: string) =>
  `123456789012.dkr.ecr.us-east-1.amazonaws.com/matinee/${name}@sha256:${'a'.repeat(64)}`;
const pem = '-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n';

/** The least that must be said; no images yet. */
export const bootstrapValues: Values = { alarmEmail: 'ops@example.com' };
/** A stack that runs. */
export const runningValues: Values = {
  ...bootstrapValues,
  images: JSON.stringify(Object.fromEntries(deployables.map((name) => [name, image(name)]))),
  mediaKeys: JSON.stringify({ first: pem, second: pem }),
  repository: 'someone/matinee',
};
export const domainValues: Values = { domain: 'video.example.com', zoneId: 'Z0123456789ABC' };

/** The stacks that people are meant to run, by name. */
export const variants: Record<string, Values> = {
  bootstrap: bootstrapValues,
  lean: { ...runningValues, profile: 'lean' },
  asleep: { ...runningValues, profile: 'lean', asleep: 'true' },
  standard: { ...runningValues, profile: 'standard' },
  'standard with a domain': { ...runningValues, ...domainValues, profile: 'standard' },
  ha: { ...runningValues, ...domainValues, profile: 'ha' },
};

type Program = (settings: Settings) => object | void | Promise<object>;
const wholeProgram: Program = async (settings) => (await import('./index.ts')).default(settings);

const known = new Map<Program, Map<string, Promise<RecordedStack>>>();

/**
 * Runs the whole program, or a part of it, for settings and answers every resource with its resolved inputs; policies
 * are the JSON that AWS would get. The same part with the same settings runs once per process.
 */
export function recordStack(values: Values, program = wholeProgram): Promise<RecordedStack> {
  const ofProgram = known.get(program) ?? new Map<string, Promise<RecordedStack>>();
  known.set(program, ofProgram);
  const key = JSON.stringify(Object.entries(values).sort());
  const stack = ofProgram.get(key) ?? waitFor(() => run(values, program));
  ofProgram.set(key, stack);
  return stack;
}

/** Pulumi's engine is one per process: programs run one after the other. */
let last: Promise<unknown> = Promise.resolve();
function waitFor<T>(job: () => Promise<T>): Promise<T> {
  const mine = last.then(job);
  last = mine.catch(() => undefined);
  return mine;
}

async function run(values: Values, program: Program): Promise<RecordedStack> {
  const settings = readSettings({ get: (name: string) => values[name] as never });
  let outputs: unknown;
  const resources = await record(async () => {
    const exported: pulumi.Output<unknown> = pulumi.output(await program(settings));
    exported.apply((resolved) => (outputs = resolved));
  });
  const all = (type: string) => resources.filter((resource) => resource.type === type);
  return {
    resources,
    outputs,
    all,
    one(type, name) {
      const found = all(type).filter((resource) => name === undefined || resource.name === name);
      if (found.length !== 1) throw new Error(`There are ${found.length} of ${type} ${name ?? ''}`);
      return found[0]!;
    },
  };
}
