import { parseArgs } from 'node:util';
import { stackPort } from '../stack.ts';
import { clips, type ClipName } from './clips.ts';
import { rivals } from './rivals/run.ts';

/** Parts of a run that `--only` can name: pipelines, and what is measured besides them. */
export const partNames = ['matinee', ...Object.keys(rivals), 'quality', 'av1', 'long', 'kill'] as const;

export type TranscodeOptions = ReturnType<typeof readOptions>;

/**
 * `[--json] [--quick] [--only part]… [--clip name]… [--seconds 24] [--rounds 2] [--long-minutes 60] [--port 28080]`.
 * `--quick` is clips of 6 s, one round and a long file of 2 minutes: enough to see that everything works, not to
 * believe a number.
 * @throws Error with a sentence for what is none of it
 */
export function readOptions(args: string[]) {
  const { values } = parseArgs({
    args,
    options: {
      json: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true },
      clip: { type: 'string', multiple: true },
      seconds: { type: 'string' },
      rounds: { type: 'string' },
      'long-minutes': { type: 'string' },
      port: { type: 'string' },
    },
  });
  const whole = (name: string, text: string | undefined, usual: number, most: number) => {
    const value = Number(text ?? usual);
    if (!Number.isInteger(value) || value < 1 || value > most)
      throw new Error(`--${name} ${text} is not a whole number from 1 to ${most}.`);
    return value;
  };
  const { quick, only } = values;
  const stranger = only?.find((name) => !partNames.includes(name));
  if (stranger) throw new Error(`There is no part ${stranger}: name ${partNames.join(', ')}.`);
  const chosen = values.clip ?? ['grain', 'web', ...(quick ? [] : ['clean'])];
  const unknown = chosen.find((name) => !Object.hasOwn(clips, name));
  if (unknown) throw new Error(`There is no clip ${unknown}: name ${Object.keys(clips).join(', ')}.`);
  return {
    json: values.json,
    quick,
    clips: chosen as ClipName[],
    wants: (part: string) => !only || only.includes(part),
    /** Not less than 5: shorter ones have no chunk beside the first segment. */
    seconds: Math.max(5, whole('seconds', values.seconds, quick ? 6 : 24, 3600)),
    rounds: whole('rounds', values.rounds, quick ? 1 : 2, 20),
    longMinutes: whole('long-minutes', values['long-minutes'], quick ? 2 : 60, 600),
    port: whole('port', values.port, stackPort, 60_000),
  };
}
