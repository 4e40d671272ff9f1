import { framesPerSegment, framesToSeconds, framesUntil, planChunks, planLadder } from '@matinee/media';
import { sourceLimits, type Chunk, type SourceInfo } from '@matinee/media';
import type { Lane, NewTask, Plan, SourceRef } from './types.ts';

/** Videos up to here (seconds) are done entirely on the fast lane: they cost others next to nothing. */
const SHORT_VIDEO = 60;
/** What is assumed of a file that does not know its length (seconds); more is added as it turns out longer. */
const FIRST_HORIZON = 60;
/** Below this many bit/s a claimed duration is not believed: an empty picture alone needs more. */
const FEWEST_BITS_PER_SECOND = 2000;
/** AAC encodes at about a hundred times real time; the final remux is quicker still. */
const AUDIO_COST = 0.03;
const FINALIZE_COST = 0.02;

export function makePlan(source: SourceInfo, sourceSize: number): Plan {
  const { video, audio, durationSeconds, startTime } = source;
  const { frameRate, interlaced, hdr, fullRange, index, matrix, width, height } = video;
  return {
    video: { frameRate, startTime, interlaced, hdr, fullRange, index, matrix, width, height },
    rungs: planLadder({ width, height, frameRate }).map(({ name, width, height, maxRate, bufferSize }) => ({
      name,
      width,
      height,
      maxRate,
      bufferSize,
    })),
    framesPerSegment: framesPerSegment(frameRate),
    claimedFrames: durationSeconds === undefined ? 0 : framesUntil(durationSeconds, frameRate),
    credible: durationSeconds !== undefined && (sourceSize * 8) / durationSeconds >= FEWEST_BITS_PER_SECOND,
    endFrame: null,
    audio: audio ? { streamIndex: audio.index } : null,
  };
}

export const secondsOf = (frames: number, plan: Plan): number =>
  framesToSeconds(frames, plan.video.frameRate);

const framesIn = (seconds: number, plan: Plan): number => framesUntil(seconds, plan.video.frameRate);

/** Short side in pixels, from a rung's name. */
export const rungHeight = (name: string): number => Number(name.slice(1));

/** Every task that can be planned right after the probe, in the order they should start. */
export function firstTasks(plan: Plan, source: SourceRef): NewTask[] {
  const horizon = plan.claimedFrames || framesIn(FIRST_HORIZON, plan);
  const [first, ...rest] = videoTasks(plan, source, 0, horizon);
  return [first, audioTask(plan, source, horizon), ...rest].filter((task) => task !== undefined);
}

/**
 * The next video tasks after `plannedFrames`, when the source turned out to be at least that long. The reach
 * doubles what lies beyond the promise, so a file without a length costs few rounds and a rounded one a single task.
 */
export function moreTasks(plan: Plan, source: SourceRef, plannedFrames: number): NewTask[] {
  const horizon = plannedFrames + Math.max(1, plannedFrames - plan.claimedFrames);
  return videoTasks(plan, source, plannedFrames, horizon);
}

/** Frames that one video may have. */
export const mostFrames = (plan: Plan): number => framesIn(sourceLimits.seconds, plan);

/**
 * Chunks that start in [from, horizon). They are cut from the longest possible video, so their borders never depend
 * on what the container promises and the last one always reaches beyond the promise: the end shows itself as a task
 * with fewer frames than planned.
 */
function videoTasks(plan: Plan, source: SourceRef, from: number, horizon: number): NewTask[] {
  const { video, framesPerSegment } = plan;
  const starts = (chunk: Chunk) => chunk.firstSegment * framesPerSegment;
  const lane = laneFor(plan);
  const allPixels = pixels(plan.rungs);
  const expectedEnd = plan.claimedFrames || Infinity;
  return planChunks({
    totalFrames: mostFrames(plan) + framesPerSegment,
    frameRate: video.frameRate,
    rungs: plan.rungs.map((rung) => ({ ...rung, shortSide: rungHeight(rung.name) })),
  })
    .filter((chunk) => starts(chunk) >= from && starts(chunk) < horizon)
    .map((chunk) => {
      const expected = Math.max(0, Math.min(chunk.frames, expectedEnd - starts(chunk)));
      const { firstSegment, frames, poster } = chunk;
      const rungs = plan.rungs.filter((rung) => chunk.rungs.some(({ name }) => name === rung.name));
      return {
        spec: { kind: 'video', source, video, rungs, firstSegment, frames, framesPerSegment, poster },
        lane: lane ?? chunk.lane,
        weight: secondsOf(expected, plan) * (pixels(rungs) / allPixels),
      };
    });
}

function laneFor(plan: Plan): Lane | undefined {
  return plan.claimedFrames > 0 && secondsOf(plan.claimedFrames, plan) <= SHORT_VIDEO ? 'fast' : undefined;
}

const pixels = (rungs: readonly { width: number; height: number }[]) =>
  rungs.reduce((sum, rung) => sum + rung.width * rung.height, 0);

function audioTask(plan: Plan, source: SourceRef, horizon: number): NewTask | undefined {
  if (!plan.audio) return undefined;
  return {
    spec: {
      kind: 'audio',
      source,
      streamIndex: plan.audio.streamIndex,
      startTime: plan.video.startTime,
      segmentSeconds: secondsOf(plan.framesPerSegment, plan),
      maxSeconds: sourceLimits.seconds,
    },
    lane: 'fast',
    weight: secondsOf(horizon, plan) * AUDIO_COST,
  };
}

export const probeTask = (source: SourceRef): NewTask => ({
  spec: { kind: 'probe', source },
  lane: 'fast',
  weight: 0,
});

export const finalizeTask = (plan: Plan): NewTask => ({
  spec: { kind: 'finalize' },
  lane: 'fast',
  weight: secondsOf(plan.endFrame ?? 0, plan) * FINALIZE_COST,
});
