import { reduce, toNumber, type Rational } from './rational.ts';

/** Frames per second. Above it no rung gains; a lower floor keeps a seek and a poster possible in slide shows. */
export const MAX_FRAME_RATE = 60;
export const MIN_FRAME_RATE = 5;

const rate = (numerator: number, denominator = 1): Rational => ({ numerator, denominator });

const standardRates = [
  rate(24000, 1001),
  rate(24),
  rate(25),
  rate(30000, 1001),
  rate(30),
  rate(48),
  rate(50),
  rate(60000, 1001),
  rate(60),
];

/**
 * The constant rate a source is encoded at, at most 60.
 *
 * `average` and `base` are ffprobe's `avg_frame_rate` and `r_frame_rate`, the lowest rate on whose grid every frame
 * lies. `base` is taken where it is plausible, because then no frame moves: the average of a fragmented MP4 reads
 * 29.79 for 30. Interlaced H.264 gives the rate of fields as `base`, so there the average decides. Otherwise the next
 * standard rate that loses no frame on average is taken. Rates above 60 are divided by the smallest whole number
 * that brings them to 60 or below (120 → 60, 100 → 50), so that motion stays even.
 */
export function targetFrameRate(
  average: Rational | undefined,
  base: Rational | undefined,
  interlaced = false,
): Rational {
  const mean = plausible(average);
  const nominal = plausible(base);
  if (!mean) return settle(nominal ?? rate(30));
  if (!nominal) return settle(nextStandardRate(mean));
  const ratio = toNumber(nominal) / toNumber(mean);
  if (Math.abs(ratio - 1) < 0.02) return settle(nominal);
  // More than four times the frames there are would only be copies of them.
  const grid = !interlaced && ratio > 1 && ratio <= 4 && toNumber(nominal) <= MAX_FRAME_RATE;
  return settle(grid ? nominal : nextStandardRate(mean));
}

/** A time base is not a rate: 90000 means that frames may lie anywhere. */
const plausible = (value: Rational | undefined) =>
  value !== undefined && toNumber(value) <= 1000 ? value : undefined;

function nextStandardRate(mean: Rational): Rational {
  const value = toNumber(mean);
  return standardRates.find((candidate) => toNumber(candidate) >= value * 0.98) ?? mean;
}

function settle(value: Rational): Rational {
  const divisor = Math.max(1, Math.ceil((toNumber(value) / MAX_FRAME_RATE) * 0.999));
  const divided = toNumber(value) / divisor;
  const standard = standardRates.find((candidate) => Math.abs(divided / toNumber(candidate) - 1) < 0.0005);
  if (standard) return standard;
  // Thousandths keep the timescale of the output small and lose nothing: frames are placed anew by time anyway.
  const bounded = Math.min(MAX_FRAME_RATE, Math.max(MIN_FRAME_RATE, divided));
  return reduce(rate(Math.round(bounded * 1000), 1000));
}
