import { framesPerSegment, framesUntil, planLadder, sourceLimits, type SourceInfo } from '@matinee/media';
import { framesIn, layChunks, secondsOf } from './chunks.ts';
import type { Lane, NewTask, Plan, SourceRef } from './types.ts';

/**
 * Videos up to here (seconds) are done entirely on the fast lane: they cost others next to nothing. One that turns out
 * longer than it said goes on in the bulk lane, or a lie of three seconds would hold up everybody for hours.
 */
const SHORT_VIDEO = 60;
/** What is assumed of a file that does not know its length (seconds); more is added as it turns out longer. */
const FIRST_HORIZON = 60;
/** Below this many bit/s a claimed duration is not believed: an empty picture alone needs more. */
const FEWEST_BITS_PER_SECOND = 2000;
/** AAC encodes at about a hundred times real time; the final remux is quicker still. */
const AUDIO_COST = 0.03;
const FINALIZE_COST = 0.02;

export function makePlan(info: SourceInfo, source: SourceRef): Plan {
  const { video, audio, startTime } = info;
  // The picture's own length where it has one: sound often runs on for a moment.
  const claimed =
    video.duration === undefined ? info.durationSeconds : video.startTime - startTime + video.duration;
  const { frameRate, interlaced, hdr, fullRange, index, matrix, width, height } = video;
  return {
    source,
    video: { frameRate, startTime, interlaced, hdr, fullRange, index, matrix, width, height },
    rungs: planLadder({ width, height, frameRate }).map(({ name, width, height, maxRate, bufferSize }) => ({
      name,
      width,
      height,
      maxRate,
      bufferSize,
    })),
    framesPerSegment: framesPerSegment(frameRate),
    claimedFrames: claimed === undefined ? 0 : framesUntil(claimed, frameRate),
    credible: claimed !== undefined && (source.size * 8) / claimed >= FEWEST_BITS_PER_SECOND,
    endFrame: null,
    audio: audio ? { streamIndex: audio.index } : null,
  };
}

/** Every task that can be planned right after the probe, in the order they should start. */
export function firstTasks(plan: Plan): NewTask[] {
  const horizon = plan.claimedFrames || framesIn(FIRST_HORIZON, plan);
  const [first, ...rest] = videoTasks(plan, 0, horizon);
  return [first, audioTask(plan, horizon), ...rest].filter((task) => task !== undefined);
}

/**
 * The next video tasks after `plannedFrames`, when the source turned out to be at least that long. The reach
 * doubles what lies beyond the promise, so a file without a length costs few rounds and a rounded one a single task.
 */
export function moreTasks(plan: Plan, plannedFrames: number): NewTask[] {
  const horizon = plannedFrames + Math.max(1, plannedFrames - plan.claimedFrames);
  return videoTasks(plan, plannedFrames, horizon);
}

/**
 * Tasks for the chunks that start in [from, horizon). Every task asks for whole segments, so the end of the source
 * shows itself as a task with fewer frames than planned.
 */
function videoTasks(plan: Plan, from: number, horizon: number): NewTask[] {
  const { source, video, framesPerSegment } = plan;
  const lane = laneFor(plan, horizon);
  const allPixels = pixels(plan.rungs);
  const expectedEnd = plan.claimedFrames || Infinity;
  return layChunks(plan, from, horizon).map((chunk) => {
    const { firstSegment, frames, poster } = chunk;
    const expected = Math.max(0, Math.min(frames, expectedEnd - firstSegment * framesPerSegment));
    const rungs = plan.rungs.filter((rung) => chunk.rungs.some(({ name }) => name === rung.name));
    return {
      spec: { kind: 'video', source, video, rungs, firstSegment, frames, framesPerSegment, poster },
      lane: lane ?? chunk.lane,
      weight: secondsOf(expected, plan) * (pixels(rungs) / allPixels),
    };
  });
}

function laneFor(plan: Plan, horizon: number): Lane | undefined {
  return plan.claimedFrames > 0 && secondsOf(horizon, plan) <= SHORT_VIDEO ? 'fast' : undefined;
}

const pixels = (rungs: readonly { width: number; height: number }[]) =>
  rungs.reduce((sum, rung) => sum + rung.width * rung.height, 0);

function audioTask(plan: Plan, horizon: number): NewTask | undefined {
  if (!plan.audio) return undefined;
  return {
    spec: {
      kind: 'audio',
      source: plan.source,
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
  // Joined recordings, whose clock jumps, are mended before they are planned.
  spec: { kind: 'probe', source, remux: true },
  lane: 'fast',
  weight: 0,
});

export const finalizeTask = (plan: Plan): NewTask => ({
  spec: { kind: 'finalize' },
  lane: 'fast',
  weight: secondsOf(plan.endFrame ?? 0, plan) * FINALIZE_COST,
});
