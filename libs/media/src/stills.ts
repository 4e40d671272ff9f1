/** A picture of a task that may become the poster. */
export interface StillMeasures {
  /** Frame of the task, from zero. */
  frame: number;
  /** Mean luma, 16 (black) to 235 (white). */
  luma: number;
  /** 0 for a picture without an edge, about 0.3 for a sharp one: the inverse of what ffmpeg's blurdetect measures. */
  sharpness: number;
  /** What tells whether a picture looks like the others: mean luma, both chroma differences, mean saturation. */
  look: readonly number[];
}

/**
 * Seconds between the pictures that are looked at, and the most of them in one task. Each costs about 12 ms of CPU, so
 * the three of a first segment are 1.5 % of it.
 */
const EVERY_SECONDS = 4 / 3;
const MOST = 6;

/** Darker pictures (mean luma) are only taken where there is no other; the same for white ones. */
const DARK = 32;
const WHITE = 225;
/** A picture that is less sharp than this share of the sharpest one is blurred by a movement or a fade. */
const BLURRED = 0.7;

/** Every how many frames of a task a still is looked at; the first frame always is. */
export const stillStep = (frames: number, framesPerSecond: number): number =>
  Math.max(1, Math.round(framesPerSecond * EVERY_SECONDS), Math.ceil(frames / MOST));

/** Reads what ffmpeg's `metadata=mode=print` wrote of signalstats and blurdetect, frame by frame. */
export function readStillMeasures(text: string): StillMeasures[] {
  return text
    .split(/^frame:/m)
    .slice(1)
    .flatMap((block) => {
      const value = (name: string) => Number(new RegExp(`^lavfi\\.${name}=(\\S+)$`, 'm').exec(block)?.[1]);
      const frame = Number(/^\d+\s+pts:(\d+)/.exec(block)?.[1]);
      const look = ['YAVG', 'UAVG', 'VAVG', 'SATAVG'].map((name) => value(`signalstats.${name}`));
      const blur = value('blur');
      if (!Number.isFinite(frame) || look.some((mean) => !Number.isFinite(mean))) return [];
      // One colour has no edges to measure: nan.
      return [{ frame, luma: look[0]!, sharpness: blur > 0 ? 1 / blur : 0, look }];
    });
}

const isLit = ({ luma }: Pick<StillMeasures, 'luma'>) => luma >= DARK && luma <= WHITE;

/**
 * The still that stands for a task: of those that are neither dark nor blurred the one most like the others, so that
 * a flash, a title or a cut is not it. Where all are dark it is the brightest. Answers with its position.
 */
export function chooseStill(stills: readonly StillMeasures[]): number | undefined {
  const lit = stills.filter(isLit);
  if (lit.length === 0) return bestBy(stills, stills, ({ luma }) => -Math.abs(luma - (DARK + WHITE) / 2));
  const sharpest = Math.max(...lit.map(({ sharpness }) => sharpness));
  const clear = lit.filter(({ sharpness }) => sharpness >= sharpest * BLURRED);
  const middle = clear[0]!.look.map((_, dimension) => median(clear.map(({ look }) => look[dimension]!)));
  const distance = ({ look }: StillMeasures) =>
    look.reduce((sum, mean, dimension) => sum + Math.abs(mean - middle[dimension]!), 0);
  return bestBy(stills, clear, (still) => -distance(still));
}

/** The best poster among the stills of several tasks: lit before dark, then the sharpest, then the earliest. */
export function choosePoster<Still extends Pick<StillMeasures, 'luma' | 'sharpness'>>(
  stills: readonly Still[],
): Still | undefined {
  const lit = stills.filter(isLit);
  const best = lit.length > 0 ? ({ sharpness }: Still) => sharpness : ({ luma }: Still) => luma;
  const from = lit.length > 0 ? lit : stills;
  return from.reduce<Still | undefined>((a, b) => (a === undefined || best(b) > best(a) ? b : a), undefined);
}

function bestBy(
  all: readonly StillMeasures[],
  among: readonly StillMeasures[],
  score: (still: StillMeasures) => number,
): number | undefined {
  const best = among.reduce<StillMeasures | undefined>(
    (a, b) => (a === undefined || score(b) > score(a) ? b : a),
    undefined,
  );
  return best && all.indexOf(best);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}

/** Positions of up to `most` of `count` things, spread evenly, the first among them. */
export function spread(count: number, most: number): number[] {
  const chosen = Array.from({ length: Math.min(count, most) }, (_, index) =>
    Math.floor((index * count) / Math.min(count, most)),
  );
  return [...new Set(chosen)];
}
