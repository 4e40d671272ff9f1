/** How one still survives being shown in a smaller rung. Levels of 8-bit luma. */
export interface Still {
  /** Darkest and brightest luma: a flat picture proves nothing. */
  darkest: number;
  brightest: number;
}

/** Between them a picture has something on it that could be sharp. */
const LEAST_CONTRAST = 32;
/**
 * Mean difference of the worst block of 8 × 8 pixels, between a picture and itself scaled down to the smaller rung
 * and up again. Measured at 1080 → 720: 1 for pictures that were scaled up from 480 lines or fewer (also sharpened),
 * 4 to 5 for grain, from 9 on for sharp detail, 49 for small text in an otherwise flat picture.
 */
const INVISIBLE = 2;
/**
 * Rungs up to this short side stay: they are what plays first, while the analysis still runs, and cost little.
 */
const ALWAYS_KEPT = 480;
/** Stills with something on them that must agree. */
const LEAST_EVIDENCE = 3;

/**
 * The rungs that add nothing to the next smaller one. `losses` has, for each smaller rung next to the top, largest
 * first, the worst difference of every still; the smallest one without a visible loss becomes the top.
 */
export function rungsToDrop(
  rungs: readonly { name: string; width: number; height: number }[],
  stills: readonly Still[],
  losses: readonly { name: string; worst: readonly number[] }[],
): string[] {
  const telling = stills.flatMap(({ darkest, brightest }, index) =>
    brightest - darkest >= LEAST_CONTRAST ? [index] : [],
  );
  if (telling.length < LEAST_EVIDENCE) return [];
  const harmless = (worst: readonly number[]) => telling.every((index) => (worst[index] ?? 255) <= INVISIBLE);
  const firstVisible = losses.findIndex(({ worst }) => !harmless(worst));
  const kept = losses[(firstVisible === -1 ? losses.length : firstVisible) - 1];
  if (!kept) return [];
  const above = rungs.slice(rungs.findIndex(({ name }) => name === kept.name) + 1);
  return above.filter(({ width, height }) => Math.min(width, height) > ALWAYS_KEPT).map(({ name }) => name);
}
