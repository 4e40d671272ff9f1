import { median } from '../statistics.ts';
import type { ClipName } from './clips.ts';
import { slotPeak, type SlotMemory } from './memory.ts';
import type { Quality } from './quality.ts';
import type { Survival } from './survival.ts';
import type { RivalName } from './rivals/run.ts';

export type PipelineName = 'matinee' | RivalName;

/** One run of one pipeline on one clip. Seconds, CPU-seconds, bytes. */
export interface Row {
  clip: ClipName;
  pipeline: PipelineName;
  playable: number | null;
  wall: number;
  cpu: number;
  cpuOf?: { worker: number; server: number; others: number };
  memory?: SlotMemory;
  /** Measured in the first round only. */
  quality?: Quality[];
}

export interface Measured {
  rows: Row[];
  /** Seconds to the first picture of a web-friendly file of many minutes. */
  playableLong: number | null;
  /** The second pass over the clip with grain. */
  av1: { wall: number; cpu: number; quality: Quality[] } | null;
  survival: (Omit<Survival, 'made'> & { whole: boolean }) | null;
  speedupOfFour: number | null;
}

/** A number for people and machines: four significant digits; null for what was not measured. */
export const rounded = (value: number | null | undefined): number | null =>
  value === null || value === undefined || !Number.isFinite(value) ? null : Number(value.toPrecision(4));

const divide = (a: number | null, b: number | null) => (a === null || b === null || b === 0 ? null : a / b);

/** Of all rungs together; null when there are none. */
const pictureBytes = (rungs: Quality[]): number | null =>
  rungs.length > 0 ? rungs.reduce((sum, { videoBytes }) => sum + videoBytes, 0) : null;

/** Medians over the rounds of what was measured. */
function createFigures(rows: Row[]) {
  const of = (clip: ClipName, pipeline: PipelineName) =>
    rows.filter((row) => row.clip === clip && row.pipeline === pipeline);
  const middle = (
    clip: ClipName,
    pipeline: PipelineName,
    key: 'playable' | 'wall' | 'cpu',
  ): number | null => {
    const values = of(clip, pipeline).flatMap((row) => row[key] ?? []);
    return values.length > 0 ? median(values) : null;
  };
  const ladderBytes = (clip: ClipName, pipeline: PipelineName): number | null =>
    pictureBytes(of(clip, pipeline).find((row) => row.quality)?.quality ?? []);
  return { middle, ladderBytes };
}

/** The keys that others rely on. A ratio is the median of the one over the median of the other, within one run. */
export function headline({ rows, playableLong, av1, survival, speedupOfFour }: Measured) {
  const { middle, ladderBytes } = createFigures(rows);
  const versus = (clip: ClipName, rival: RivalName, key: 'playable' | 'wall' | 'cpu') =>
    divide(middle(clip, rival, key), middle(clip, 'matinee', key));
  const theirBytes = ladderBytes('grain', 'peertube-tuned');
  const peaks = rows.flatMap(({ memory }) => (memory ? [slotPeak(memory)] : []));
  const values = {
    playable_passthrough_s: middle('web', 'matinee', 'playable'),
    playable_passthrough_long_s: playableLong,
    playable_encoded_s: middle('grain', 'matinee', 'playable'),
    wall_speedup: versus('grain', 'peertube-tuned', 'wall'),
    wall_speedup_stock: versus('grain', 'peertube-stock', 'wall'),
    wall_speedup_passthrough: versus('web', 'peertube-tuned', 'wall'),
    playable_speedup: versus('grain', 'peertube-tuned', 'playable'),
    playable_speedup_passthrough: versus('web', 'peertube-tuned', 'playable'),
    cpu_vs_limit: divide(middle('grain', 'matinee', 'cpu'), middle('grain', 'limit', 'cpu')),
    cpu_vs_peertube: divide(middle('grain', 'matinee', 'cpu'), middle('grain', 'peertube-tuned', 'cpu')),
    cpu_vs_peertube_passthrough: divide(
      middle('web', 'matinee', 'cpu'),
      middle('web', 'peertube-tuned', 'cpu'),
    ),
    bytes_vs_peertube: divide(ladderBytes('grain', 'matinee'), theirBytes),
    bytes_av1_vs_peertube: divide(pictureBytes(av1?.quality ?? []), theirBytes),
    av1_wall_s: av1?.wall,
    av1_cpu_s: av1?.cpu,
    speedup_4_workers: speedupOfFour,
    slot_peak_mb: peaks.length > 0 ? Math.max(...peaks) : null,
    work_lost_chunks: survival?.lostChunks ?? null,
    work_lost_cpu_s: survival?.lostCpu ?? null,
    taken_over_after_s: survival?.takenOverAfter ?? null,
  };
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, rounded(value)]));
}

/** A row for every pipeline on every clip: medians, and the quality of its rungs. */
export function summarize(rows: Row[]) {
  const { middle } = createFigures(rows);
  const pairs = [...new Map(rows.map((row) => [`${row.clip} ${row.pipeline}`, row])).values()];
  return pairs.map(({ clip, pipeline }) => {
    const all = rows.filter((row) => row.clip === clip && row.pipeline === pipeline);
    const { cpuOf, memory } = all[0]!;
    const quality = all.find((row) => row.quality)?.quality;
    return {
      ...{ clip, pipeline, rounds: all.length, playable_s: rounded(middle(clip, pipeline, 'playable')) },
      ...{ wall_s: rounded(middle(clip, pipeline, 'wall')), cpu_s: rounded(middle(clip, pipeline, 'cpu')) },
      ...(cpuOf && { cpu_of: mapped(cpuOf) }),
      ...(memory && { memory_mb: mapped({ ffmpeg: memory.ffmpeg, worker: memory.worker }) }),
      ...(quality && { rungs: quality.map(toRung) }),
    };
  });
}

const mapped = <T extends Record<string, number>>(values: T) =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, rounded(value)]));
/** PSNR of a copied rung is infinite, which JSON cannot say. */
export const toRung = ({ psnr, videoBytes, ...rest }: Quality) => ({
  ...rest,
  psnr: Number.isFinite(psnr) ? psnr : 'identical',
  video_bytes: videoBytes,
});

type Summary = ReturnType<typeof summarize>[number];

/** The same for people. */
export function table(summaries: Summary[], figures: Record<string, number | null>): string {
  const cell = (value: number | null, unit: string) =>
    (value === null ? '–' : `${value.toFixed(1)} ${unit}`).padStart(10);
  const lines = summaries.flatMap(({ clip, pipeline, playable_s, wall_s, cpu_s, rungs = [] }) => [
    `${clip.padEnd(6)} ${pipeline.padEnd(15)}${cell(playable_s, 's')}${cell(wall_s, 's')}${cell(cpu_s, 's')}`,
    ...rungs.map(
      ({ height, codec, psnr, ssim, video_bytes, frames, shift }) =>
        `${''.padEnd(9)}${codec} ${String(height).padStart(5)}  PSNR ${typeof psnr === 'number' ? psnr.toFixed(2) : psnr}` +
        `  SSIM ${ssim.toFixed(4)}  ${(video_bytes / 1e6).toFixed(2)} MB  ${frames} frames${shift === 0 ? '' : `, ${shift} late`}`,
    ),
  ]);
  const head = `${'clip'.padEnd(6)} ${'pipeline'.padEnd(15)}${'plays'.padStart(10)}${'all'.padStart(10)}${'CPU'.padStart(10)}`;
  const keys = Object.entries(figures).map(([key, value]) => `${key.padEnd(30)} ${value ?? '–'}`);
  return [head, ...lines, '', ...keys].join('\n');
}
