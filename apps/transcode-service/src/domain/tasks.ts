import { limits } from '@matinee/contracts';
import { segmentAt, segmentLengths, segmentStart, sourceLimits, spread, type Chunk } from '@matinee/media';
import { firstSpan, framesIn, layChunks, rungHeight, secondsOf } from './chunks.ts';
import type { AudioTrack, Lane, NewTask, Plan, RungSpec, SourceRef } from './types.ts';

/**
 * Videos up to here (seconds) are done entirely on the fast lane: they cost others next to nothing. One that turns out
 * longer than it said goes on in the bulk lane, or a lie of three seconds would hold up everybody for hours.
 */
const SHORT_VIDEO = 60;
/** What is assumed of a file that does not know its length (seconds); more is added as it turns out longer. */
const FIRST_HORIZON = 60;
/** Rungs up to this short side make the first playable seconds. */
const LOW_SHORT_SIDE = 360;
/** Below this length (seconds) an analysis costs more than it saves. */
const WORTH_ANALYZING = 8;
/** Shares of the encoding of the same length of time; an analysis is the same for every length. */
const COST = { audio: 0.03, copy: 0.01, hold: 0.2, finalize: 0.02, analyze: 0.2 };
/** Seconds of copied picture in the first task, and in all later ones. */
const FIRST_COPY = 12;
const COPY = 600;

export const probeTask = (source: SourceRef): NewTask => ({
  // Joined recordings, whose clock jumps, are mended before they are planned.
  spec: { kind: 'probe', source, remux: true },
  lane: 'fast',
  weight: 0,
});

/** What decides how soon the video plays, in the order it should start. */
export function firstTasks(plan: Plan): NewTask[] {
  const sound = audioTasks(plan);
  if (!plan.video) return sound;
  const copies = copyTasks(plan, 0, segmentAt(plan.grid, framesIn(FIRST_COPY, plan)));
  const start = plan.passthrough ? [...copies, ...sound] : [lowTask(plan), ...sound];
  return isWorthAnalyzing(plan) ? [...start, analyzeTask(plan)] : [...start, ...remainingTasks(plan)];
}

/** Everything else, once it is known how hard the picture is to encode. */
export function remainingTasks(plan: Plan): NewTask[] {
  if (!plan.video) return [];
  if (plan.passthrough) {
    const copied = segmentAt(plan.grid, framesIn(FIRST_COPY, plan));
    return [...copyTasks(plan, copied), ...videoTasks(plan, 0, horizonOf(plan))];
  }
  const low = lowRungs(plan).map(({ name }) => name);
  const high = plan.rungs.filter(({ name }) => !low.includes(name));
  const first = high.length > 0 ? [videoTask(plan, firstChunk(plan), high, nothingElse)] : [];
  return [...first, ...videoTasks(plan, firstSpan(plan), horizonOf(plan))];
}

/**
 * The next video tasks after `plannedFrames`, when the source turned out to be at least that long. The reach
 * doubles what lies beyond the promise, so a file without a length costs few rounds and a rounded one a single task.
 */
export function moreTasks(plan: Plan, plannedFrames: number): NewTask[] {
  const horizon = plannedFrames + Math.max(1, plannedFrames - plan.claimedFrames);
  return videoTasks(plan, segmentAt(plan.grid, plannedFrames), horizon);
}

/**
 * What is missing of a picture that cannot be copied after all: its beginning, while the rest waits for an analysis;
 * later its top rung, because all others are planned.
 */
export function uncopiedTasks(plan: Plan, isPlanned: boolean): NewTask[] {
  if (!isPlanned) return [lowTask(plan)];
  // The lower rungs make the pictures beside them.
  return videoTasks({ ...plan, storyboard: null }, 0, horizonOf(plan), plan.rungs.slice(-1));
}

/** The last picture, from the segment in which it ends up to where the sound does. */
export function holdTasks(plan: Plan, pictureEnd: number, soundEnd: number): NewTask[] {
  const from = segmentAt(plan.grid, pictureEnd);
  return layChunks({ ...plan, claimedFrames: 0 }, from, soundEnd).map((chunk) => {
    const { spec, lane, weight } = videoTask(plan, chunk, encodedRungs(plan), nothingElse);
    if (spec.kind !== 'video') throw new TypeError('not a video task');
    const segmentFrames = untilFrame(spec.firstFrame, spec.segmentFrames, soundEnd);
    return {
      spec: { ...spec, kind: 'hold', segmentFrames, holdFrom: pictureEnd },
      lane,
      weight: weight * COST.hold,
    };
  });
}

/** The same segments up to frame `end`. */
function untilFrame(firstFrame: number, lengths: readonly number[], end: number): number[] {
  let start = firstFrame;
  return lengths.flatMap((frames) => {
    const kept = Math.min(frames, end - start);
    start += frames;
    return kept > 0 ? [kept] : [];
  });
}

export const finalizeTask = (plan: Plan): NewTask => ({
  spec: { kind: 'finalize' },
  lane: 'fast',
  weight: secondsOf(plan.endFrame ?? 0, plan) * COST.finalize,
});

/** What plays first of a picture that is encoded. */
const lowTask = (plan: Plan): NewTask =>
  videoTask(plan, firstChunk(plan), lowRungs(plan), { stills: true, cells: true });

const firstChunk = (plan: Plan): Chunk => ({ firstSegment: 0, segments: firstSpan(plan) });

const promisedSeconds = (plan: Plan): number | null =>
  plan.claimedFrames > 0 ? secondsOf(plan.claimedFrames, plan) : null;

const isWorthAnalyzing = (plan: Plan): boolean =>
  plan.claimedFrames === 0 || secondsOf(plan.claimedFrames, plan) >= WORTH_ANALYZING;

const horizonOf = (plan: Plan): number => plan.claimedFrames || framesIn(FIRST_HORIZON, plan);

/** All rungs but the one that is copied. */
const encodedRungs = ({ rungs, passthrough }: Plan): RungSpec[] => (passthrough ? rungs.slice(0, -1) : rungs);

/** At least the smallest, even of a picture that is smaller than all the ladder. */
const lowRungs = (plan: Plan): RungSpec[] =>
  encodedRungs(plan).filter(({ name }, position) => position === 0 || rungHeight(name) <= LOW_SHORT_SIDE);

/**
 * Tasks for the segments from `from` on that begin before frame `horizon`. Every task asks for whole segments, so the
 * end of the source shows itself as a task with fewer frames than planned.
 */
export function videoTasks(plan: Plan, from: number, horizon: number, rungs = encodedRungs(plan)): NewTask[] {
  if (rungs.length === 0) return [];
  const lane = plan.claimedFrames > 0 && secondsOf(horizon, plan) <= SHORT_VIDEO ? 'fast' : 'bulk';
  const chunks = layChunks(plan, from, horizon);
  // The first segment has one. A film that is longer than it said already has its stills.
  const taken = from === 0 ? 0 : Math.max(1, plan.stills.length);
  const carriers = plan.storyboard ? spread(chunks.length, limits.posters - taken) : [];
  return chunks.map((chunk, position) => ({
    ...videoTask(plan, chunk, rungs, { stills: carriers.includes(position), cells: true }),
    lane,
  }));
}

/** Pictures that a task makes beside its rungs. */
interface Beside {
  /** A still that may become the poster. */
  stills: boolean;
  /** Cells of the storyboard. */
  cells: boolean;
}
const nothingElse: Beside = { stills: false, cells: false };

function videoTask(plan: Plan, chunk: Chunk, rungs: RungSpec[], beside: Beside): NewTask {
  const { source, video, grid } = plan;
  const { firstSegment, segments } = chunk;
  const firstFrame = segmentStart(grid, firstSegment);
  const segmentFrames = segmentLengths(grid, firstSegment, segments);
  const end = Math.min(segmentStart(grid, firstSegment + segments), plan.claimedFrames || Infinity);
  return {
    spec: {
      kind: 'video',
      source,
      video: video!,
      rungs,
      firstSegment,
      firstFrame,
      segmentFrames,
      stills: beside.stills,
      storyboard: beside.cells ? plan.storyboard : null,
    },
    lane: 'fast' satisfies Lane,
    weight: secondsOf(Math.max(0, end - firstFrame), plan) * (pixels(rungs) / pixels(plan.rungs)),
  };
}

const pixels = (rungs: readonly { width: number; height: number }[]) =>
  rungs.reduce((sum, rung) => sum + rung.width * rung.height, 0);

/** Copies of the segments from `from` up to, not including, `until`. */
function copyTasks(plan: Plan, from: number, until = Infinity): NewTask[] {
  const { passthrough, grid, source, video } = plan;
  if (!passthrough || !video) return [];
  const { firstSamples, index } = passthrough;
  const end = Math.min(until, firstSamples.length - 1);
  const tasks: NewTask[] = [];
  for (let segment = from; segment < end;) {
    const firstFrame = segmentStart(grid, segment);
    const next = Math.min(end, Math.max(segment + 1, segmentAt(grid, firstFrame + framesIn(COPY, plan))));
    tasks.push({
      spec: {
        kind: 'copy',
        source,
        video,
        rung: plan.rungs.at(-1)!,
        index,
        firstSegment: segment,
        firstFrame,
        firstSamples: firstSamples.slice(segment, next + 1),
      },
      lane: segment === 0 ? 'fast' : 'bulk',
      weight: secondsOf(segmentStart(grid, next) - firstFrame, plan) * COST.copy,
    });
    segment = next;
  }
  return tasks;
}

function audioTasks(plan: Plan): NewTask[] {
  const { audio, otherAudio, source, grid, coverIndex, video } = plan;
  return [audio, ...otherAudio]
    .filter((track) => track !== null)
    .map((track: AudioTrack, position) => ({
      spec: {
        kind: 'audio',
        name: track.name,
        source,
        streamIndex: track.streamIndex,
        channels: track.channels,
        durationSeconds: promisedSeconds(plan),
        startTime: video?.startTime ?? 0,
        segmentSeconds: secondsOf(grid.framesPerSegment, plan),
        maxSeconds: sourceLimits.seconds,
        padTo: video && plan.credible ? promisedSeconds(plan) : null,
        waveform: position === 0,
        picture: position === 0 && !video,
        coverIndex: position === 0 ? coverIndex : null,
      },
      lane: 'fast',
      weight: secondsOf(horizonOf(plan), plan) * COST.audio,
    }));
}

function analyzeTask(plan: Plan): NewTask {
  const { source, video, rungs, gopSeconds } = plan;
  const durationSeconds = promisedSeconds(plan);
  return {
    spec: { kind: 'analyze', source, video: video!, rungs, durationSeconds, gopSeconds },
    lane: 'fast',
    weight: COST.analyze,
  };
}
