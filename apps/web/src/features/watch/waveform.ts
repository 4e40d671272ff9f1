/** The part of audiowaveform's JSON (version 2) that is drawn. */
export interface Peaks {
  length: number;
  /** Least and greatest sample in turns, -128 to 127. */
  data: number[];
}

/** Undefined for anything that is not a waveform: it is a drawing, and the player works without it. */
export function asPeaks(json: unknown): Peaks | undefined {
  if (typeof json !== 'object' || json === null || !('data' in json) || !Array.isArray(json.data)) return;
  const { data } = json;
  const valid = data.every((value) => typeof value === 'number' && value >= -128 && value <= 127);
  return valid && data.length >= 2 ? { length: Math.floor(data.length / 2), data } : undefined;
}

export const BARS = 160;

/** Heights of the bars, 0 to 1; the loudest is 1. Means, because the greatest of a minute is alike everywhere. */
export function barsOf({ data, length }: Peaks, bars = BARS): number[] {
  const levels = Array.from({ length: bars }, (_, bar) => {
    const from = Math.floor((bar * length) / bars);
    const to = Math.max(from + 1, Math.floor(((bar + 1) * length) / bars));
    let sum = 0;
    for (let point = from; point < to; point += 1) {
      sum += Math.max(-data[2 * point]!, data[2 * point + 1]!);
    }
    return sum / (to - from);
  });
  const loudest = Math.max(...levels, 1);
  return levels.map((level) => level / loudest);
}

/** One SVG path for all bars in a box of `bars.length` by 1; silence is a line. */
export function pathOf(bars: readonly number[]): string {
  return bars
    .map((bar, i) => {
      const height = Math.max(0.02, bar);
      return `M${i + 0.2} ${((1 - height) / 2).toFixed(3)}h.6v${height.toFixed(3)}h-.6z`;
    })
    .join('');
}
