import type { NewTask, Plan } from '../../../apps/transcode-service/src/domain/types.ts';
import { assumptions } from '../assumptions.ts';
import type { Film } from './life.ts';

/** CPU-seconds of one core for a second of source, where nothing else is said. */
export interface EncodingCosts {
  /** The whole 1080p ladder at 30 frames a second, decoding included. */
  ladder: number;
  /** Share of it that is decoding: a task pays it whatever rungs it makes. */
  decodeShare: number;
  sound: number;
  copy: number;
  finalize: number;
  /** A probe and an analysis: the same for every length. */
  probe: number;
  analyze: number;
}

/** As docs/benchmarks.md has them. */
export const measuredCosts: EncodingCosts = {
  ladder:
    assumptions.cpuSecondsPerSourceSecond -
    assumptions.audioCpuSecondsPerSourceSecond -
    assumptions.finalizeSecondsPerSourceSecond,
  // Decoding alone takes 7 of 58 CPU-seconds of the ladder of 20 s of grain.
  decodeShare: 0.12,
  sound: assumptions.audioCpuSecondsPerSourceSecond,
  copy: 0.004,
  finalize: assumptions.finalizeSecondsPerSourceSecond,
  probe: assumptions.probeCpuSeconds / 2,
  // A few seconds in eight places, scaled down; half a second of a short clip. An estimate.
  analyze: 1,
};

const FULL_HD = 1080;
const LADDER_PIXELS = [240, 360, 480, 720, FULL_HD].reduce((sum, side) => sum + side * side * (16 / 9), 0);

/** Seconds that one core needs for a task of a film. */
export function cpuSecondsOf({ spec }: NewTask, plan: Plan, film: Film, costs: EncodingCosts): number {
  const { seconds } = film;
  switch (spec.kind) {
    case 'probe':
      return costs.probe;
    case 'analyze':
      return costs.analyze;
    case 'audio':
      return costs.sound * seconds;
    case 'finalize':
      return costs.finalize * seconds;
    case 'copy':
      return (costs.copy * (spec.firstSamples.at(-1)! - spec.firstSamples[0]!)) / rate(plan);
    default: {
      const frames = Math.min(framesIn(spec.segmentFrames), seconds * rate(plan) - spec.firstFrame);
      const pixels = spec.rungs.reduce((sum, { width, height }) => sum + width * height, 0);
      const decoding = costs.decodeShare * (film.height / FULL_HD) ** 2;
      const share = decoding + (1 - costs.decodeShare) * (pixels / LADDER_PIXELS);
      return (Math.max(0, frames) / rate(plan)) * costs.ladder * share;
    }
  }
}

const framesIn = (segments: readonly number[]) => segments.reduce((sum, frames) => sum + frames, 0);
const rate = ({ clock }: Plan) => clock.numerator / clock.denominator;

/** Objects that a task writes: segments, and an init segment for each rendition. */
export function putsOf({ spec }: NewTask): number {
  if (spec.kind === 'video' || spec.kind === 'hold')
    return spec.rungs.length * (spec.segmentFrames.length + 1);
  if (spec.kind === 'copy') return spec.firstSamples.length;
  return 1;
}
