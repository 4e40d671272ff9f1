import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { createRandom } from './random.ts';

/** An upload: when its last byte arrives, how long the film is, how high. Seconds, seconds, pixels. */
export const Arrival = z.strictObject({
  at: z
    .number()
    .min(0)
    .max(31 * 86_400),
  seconds: z
    .number()
    .positive()
    .max(12 * 3600),
  height: z.number().int().min(64).max(4320).default(1080),
});
export type Arrival = z.infer<typeof Arrival>;
const Trace = z.array(Arrival).min(1).max(10_000);

const SEED = 14;
const hours = 3600;

const spread = (
  count: number,
  make: (random: () => number, index: number) => Omit<Arrival, 'height'>,
): Arrival[] => {
  const random = createRandom(SEED);
  return Array.from({ length: count }, (_, index) => ({ ...make(random, index), height: 1080 }));
};
const between = (random: () => number, from: number, to: number) => Math.round(from + (to - from) * random());

export const builtIns: Record<string, { about: string; make: () => Arrival[] }> = {
  'quiet-day': {
    about: '20 videos of 1 to 15 minutes between 7 and 23 o’clock',
    make: () =>
      spread(20, (random) => ({
        at: between(random, 7 * hours, 23 * hours),
        seconds: between(random, 60, 900),
      })),
  },
  burst: {
    about: '100 videos of 30 seconds to 8 minutes within 5 minutes',
    make: () => spread(100, (random) => ({ at: between(random, 0, 300), seconds: between(random, 30, 480) })),
  },
  steady: {
    about: '10 videos of 5 minutes an hour, for 12 hours',
    make: () => spread(120, (random, index) => ({ at: index * 360 + between(random, 0, 359), seconds: 300 })),
  },
  film: { about: 'one film of 2 hours', make: () => spread(1, () => ({ at: 0, seconds: 2 * hours })) },
};

/**
 * A built-in trace by name, or one from a JSON file `[{ "at": 0, "seconds": 600, "height": 1080 }]`, by arrival.
 * @throws Error with a sentence for what is neither.
 */
export function loadTrace(nameOrFile: string): Arrival[] {
  const byTime = (trace: Arrival[]) => trace.toSorted((a, b) => a.at - b.at);
  if (Object.hasOwn(builtIns, nameOrFile)) return byTime(builtIns[nameOrFile]!.make());
  if (!nameOrFile.endsWith('.json'))
    throw new Error(
      `There is no trace ${nameOrFile}: name ${Object.keys(builtIns).join(', ')} or a .json file.`,
    );
  const parsed = Trace.safeParse(JSON.parse(readFileSync(nameOrFile, 'utf8')));
  if (!parsed.success) throw new Error(`${nameOrFile} is not a trace: ${z.prettifyError(parsed.error)}`);
  return byTime(parsed.data);
}
