import type { Rung } from '../ladder.ts';
import type { Packet } from './measurements.ts';

/** Nominal seconds from one keyframe to the next in what is published. */
const GROUP_SECONDS = 4;
/** Scenes between the windows may be harder than those in them. */
const MARGIN = 2;
/** Of the ladder's cap. Nothing falls below it: a hard scene that no window met must still look acceptable. */
const FLOOR = 0.35;
/** Growth of bits with the area of a picture: at least this much upwards, this much downwards (docs/adr/0021). */
const LEAST_GROWTH = 0.75;
const SHRINKING = 0.85;

type Size = Pick<Rung, 'width' | 'height'>;
const area = ({ width, height }: Size) => width * height;

/**
 * bit/s of the hardest window: one keyframe in four seconds and the frames between at the window's mean. A window
 * begins at each keyframe. Undefined where no window has a second frame.
 */
export function hardestRate(packets: readonly Packet[], framesPerSecond: number): number | undefined {
  const windows: { key: number; others: number[] }[] = [];
  for (const { bytes, key } of packets) {
    if (key) windows.push({ key: bytes, others: [] });
    else windows.at(-1)?.others.push(bytes);
  }
  const rates = windows
    .filter(({ others }) => others.length > 0)
    .map(({ key, others }) => {
      const mean = others.reduce((sum, bytes) => sum + bytes, 0) / others.length;
      return (8 * (key + mean * (GROUP_SECONDS * framesPerSecond - 1))) / GROUP_SECONDS;
    });
  return rates.length > 0 ? Math.max(...rates) : undefined;
}

export interface Measured extends Size {
  /** bit/s at this size. */
  rate: number;
}

/**
 * Caps of all rungs from two encodes of the same windows: the whole picture made small, and a part of it in the top
 * rung's own size. Grain, which a small picture does not have, is only in the second. Between the two sizes bits
 * follow a power of the area. Never above a rung's present cap.
 */
export function capsFor<R extends Size & { name: string; maxRate: number }>(
  rungs: readonly R[],
  whole: Measured,
  part: Measured,
): { name: string; maxRate: number }[] {
  const top = rungs.reduce((most, rung) => Math.max(most, area(rung)), 0);
  const growth = Math.log(Math.max(1.001, top / area(whole)));
  const rateOfTop = (part.rate * top) / area(part);
  const slope = Math.max(LEAST_GROWTH, Math.log(rateOfTop / whole.rate) / growth);
  return rungs.map((rung) => {
    const factor = area(rung) / area(whole);
    const predicted = whole.rate * factor ** (factor > 1 ? slope : SHRINKING);
    const wanted = Math.max(MARGIN * predicted, FLOOR * rung.maxRate);
    return { name: rung.name, maxRate: Math.round(Math.min(rung.maxRate, wanted)) };
  });
}
