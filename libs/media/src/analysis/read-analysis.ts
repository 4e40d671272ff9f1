import {
  analysisNames,
  comparedRungs,
  sampleSizes,
  type AnalyzePlan,
} from '../arguments/analyze-arguments.ts';
import { toNumber } from '../rational.ts';
import { rungsToDrop } from './detail.ts';
import { readFrameValues, readPackets } from './measurements.ts';
import { capsFor, hardestRate } from './rates.ts';

export interface Analysis {
  /** Caps in bit/s, never above what the rung had. Empty where nothing could be measured. */
  rungs: { name: string; maxRate: number }[];
  /** Rungs that add nothing to the next smaller one; never the smallest. */
  drop: string[];
}

/** Draws the conclusions from what `analyzeArguments` made ffmpeg write. `read` gives a file's text, or nothing. */
export function readAnalysis(
  plan: AnalyzePlan & { rungs: readonly { name: string; width: number; height: number; maxRate: number }[] },
  read: (file: string) => string,
): Analysis {
  const framesPerSecond = toNumber(plan.source.frameRate);
  const sizes = sampleSizes(plan);
  const whole = hardestRate(readPackets(read(analysisNames.whole)), framesPerSecond);
  const part = hardestRate(readPackets(read(analysisNames.part)), framesPerSecond);
  const values = (file: string) => readFrameValues(read(file), 'lavfi.signalstats');
  const stills = values(analysisNames.stills).map(({ YMIN = 0, YMAX = 0 }) => ({
    darkest: YMIN,
    brightest: YMAX,
  }));
  const losses = comparedRungs(plan).map(({ name }) => ({
    name,
    worst: values(analysisNames.loss(name)).map(({ YMAX = 255 }) => YMAX),
  }));
  return {
    rungs:
      whole && part
        ? capsFor(plan.rungs, { ...sizes.whole, rate: whole }, { ...sizes.part, rate: part })
        : [],
    drop: rungsToDrop(plan.rungs, stills, losses),
  };
}
