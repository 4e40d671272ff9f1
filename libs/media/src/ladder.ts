import { levelFor } from './h264-level.ts';
import { toNumber, type Rational } from './rational.ts';

/** One rendition of the picture. Sizes in pixels (even numbers), rates in bit/s. */
export interface Rung {
  /** `v` and the short side: `v720`. */
  name: string;
  width: number;
  height: number;
  shortSide: number;
  maxRate: number;
  /** Two seconds at `maxRate`: the decoder buffer a player may assume. */
  bufferSize: number;
}

/** Short side in pixels → most bit/s at 16:9 and 30 frames per second. */
const capTable: readonly (readonly [shortSide: number, bitsPerSecond: number])[] = [
  [240, 500_000],
  [360, 1_000_000],
  [480, 1_500_000],
  [720, 3_000_000],
  [1080, 6_000_000],
  [1440, 11_000_000],
  [2160, 22_000_000],
];

/** A source that is not at least this much larger than a standard rung gets no rung of its own size. */
const WORTH_A_RUNG = 1.1;
/** Panoramas: the longest side of a rung, as a multiple of its short side that still counts against the cap. */
const MAX_LONG_SIDE = 4096;

/**
 * The renditions of a source, smallest first, by its short side, never above the source.
 * Between two standard rungs the source's own size becomes the top rung when it is ≥ 1.1 × the next lower one.
 */
export function planLadder(
  source: { width: number; height: number; frameRate: Rational },
  maxShortSide = 2160,
): Rung[] {
  const bounded = fitLongSide(source);
  const short = Math.min(bounded.width, bounded.height, maxShortSide);
  const standard = capTable.map(([side]) => side).filter((side) => side <= short);
  const highest = standard.at(-1);
  const sides =
    highest === undefined || short >= highest * WORTH_A_RUNG ? [...standard, floorEven(short)] : standard;
  return sides.map((side) => toRung(bounded, side));
}

function fitLongSide<T extends { width: number; height: number }>(source: T): T {
  const factor = Math.min(1, MAX_LONG_SIDE / Math.max(source.width, source.height));
  return { ...source, width: source.width * factor, height: source.height * factor };
}

function toRung(source: { width: number; height: number; frameRate: Rational }, shortSide: number): Rung {
  const factor = shortSide / Math.min(source.width, source.height);
  const width = Math.min(toEven(source.width * factor), floorEven(source.width));
  const height = Math.min(toEven(source.height * factor), floorEven(source.height));
  const maxRate = capFor(width * height, toNumber(source.frameRate));
  return { name: `v${shortSide}`, width, height, shortSide, maxRate, bufferSize: 2 * maxRate };
}

/** Even numbers, because yuv420p halves both sides. Never below 2. */
const toEven = (value: number) => Math.max(2, 2 * Math.round(value / 2));
const floorEven = (value: number) => Math.max(2, 2 * Math.floor(value / 2));

/**
 * Interpolates the table by picture area (log-log), then scales with the frame rate above 30: twice the frames of
 * the same scene need about 1.6 times the bits, because neighbours differ less.
 */
function capFor(area: number, framesPerSecond: number): number {
  const points = capTable.map(([side, bits]) => [Math.log((side * side * 16) / 9), Math.log(bits)] as const);
  const x = Math.log(area);
  const upper = Math.min(
    points.length - 1,
    Math.max(
      1,
      points.findIndex(([px]) => px >= x),
    ),
  );
  const [x0, y0] = points[x > points.at(-1)![0] ? points.length - 2 : upper - 1]!;
  const [x1, y1] = points[x > points.at(-1)![0] ? points.length - 1 : upper]!;
  const bits = Math.exp(y0 + ((x - x0) * (y1 - y0)) / (x1 - x0));
  const speed = Math.max(1, framesPerSecond / 30) ** 0.7;
  return Math.max(64_000, Math.round((bits * speed) / 1000) * 1000);
}

/** What a rung of this size (pixels) may use at most, bit/s: the rule of the ladder. */
export const rungCap = (rung: Pick<Rung, 'width' | 'height'>, frameRate: Rational): number =>
  capFor(rung.width * rung.height, toNumber(frameRate));

/**
 * The H.264 level a rung needs, for example `4.0`. By the ladder's cap, not by the rung's own: an analysis may lower
 * that for later chunks, and all chunks of a rung share one init segment, which names the level.
 */
export const rungLevel = (rung: Pick<Rung, 'width' | 'height'>, frameRate: Rational): string =>
  levelFor({ ...rung, maxRate: rungCap(rung, frameRate) }, toNumber(frameRate));
