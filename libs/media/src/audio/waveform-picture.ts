import type { Waveform } from './waveform.ts';

/** Red, green, blue. */
const BACKGROUND = [23, 21, 31] as const;
const BARS = [245, 168, 28] as const;
/** Pixels. Bars with gaps read as sound; a solid shape reads as a mountain range. */
const BAR = 6;
const GAP = 4;
/** Parts of the height and the width that stay free at each edge. */
const MARGIN = 0.15;
/** Part of the height of a bar of silence: a line, not nothing. */
const THINNEST = 0.006;

/** A picture of a sound as raw RGB, 3 bytes a pixel, for sources that have none of their own. */
export function drawWaveform(waveform: Waveform, size: { width: number; height: number }): Uint8Array {
  const { width, height } = size;
  const picture = new Uint8Array(width * height * 3);
  for (let i = 0; i < picture.length; i += 1) picture[i] = BACKGROUND[i % 3]!;
  const bars = Math.max(1, Math.floor((width * (1 - 2 * MARGIN)) / (BAR + GAP)));
  const left = Math.floor((width - bars * (BAR + GAP) + GAP) / 2);
  const levels = Array.from({ length: bars }, (_, bar) => levelOf(waveform, bar / bars, (bar + 1) / bars));
  const loudest = Math.max(...levels, 1);
  levels.forEach((level, bar) => {
    const part = Math.max(THINNEST, (level / loudest) * (1 - 2 * MARGIN));
    const half = Math.max(1, Math.round((part * height) / 2));
    for (let y = Math.floor(height / 2) - half; y < Math.floor(height / 2) + half; y += 1) {
      const row = (y * width + left + bar * (BAR + GAP)) * 3;
      for (let i = 0; i < BAR * 3; i += 1) picture[row + i] = BARS[i % 3]!;
    }
  });
  return picture;
}

/** Mean of the peaks between two parts (0 to 1) of the sound: the greatest alone would make every bar alike. */
function levelOf({ data, length }: Waveform, from: number, to: number): number {
  const first = Math.floor(from * length);
  const end = Math.min(length, Math.max(first + 1, Math.floor(to * length)));
  let sum = 0;
  for (let point = first; point < end; point += 1) {
    sum += Math.max(-data[2 * point]!, data[2 * point + 1]!);
  }
  return end > first ? sum / (end - first) : 0;
}
