import { profiles } from '../profiles.ts';
import { idleLines, total, type Line } from './idle.ts';
import { idleQuantities, type Quantities } from './quantities.ts';
import * as usage from './usage.ts';

/** The lean profile twice: awake and with `matinee:asleep true`. */
export const variants = ['sleep', 'lean', 'standard', 'ha'] as const;
export type Variant = (typeof variants)[number];

export const quantitiesOf = (variant: Variant): Quantities =>
  variant === 'sleep' ? idleQuantities(profiles.lean, 'asleep') : idleQuantities(profiles[variant], variant);

export const linesOf = (variant: Variant): Line[] => idleLines(quantitiesOf(variant));

const cents = (usd: number) => Math.round(usd * 100) / 100;

/** Everything `npm run -s cost -- --json` prints: US dollars, rounded to cents. */
export function summary() {
  const idle = Object.fromEntries(variants.map((name) => [name, cents(total(linesOf(name)))])) as Record<
    Variant,
    number
  >;
  return {
    idle,
    transcode_per_1000_min_spot: cents(usage.transcodePer1000Minutes('spot')),
    transcode_per_1000_min_on_demand: cents(usage.transcodePer1000Minutes('onDemand')),
    requests_per_1000_min: cents(usage.requestsPer1000Minutes()),
    delivered_per_tb: cents(usage.deliveredPerTb()),
    delivered_per_tb_flat_rate_unconfirmed: cents(usage.deliveredPerTbFlatRate()),
    stored_per_tb_month: cents(usage.storedPerTbMonth()),
    archived_per_tb_month: cents(usage.archivedPerTbMonth()),
  };
}
