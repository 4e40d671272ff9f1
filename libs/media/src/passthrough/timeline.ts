import type { SampleIndex } from './sample-index.ts';
import type { MovieTrack } from './track.ts';

/** The samples that are shown, on the clock of the outputs: ticks of the track's timescale since the container's start. */
export interface Timeline {
  timescale: number;
  /** First sample that is shown, the first of its group of pictures. */
  firstSample: number;
  /** Ticks at which that sample is due; until then it is held from time zero on. Never negative. */
  lateness: number;
  /** Ticks at which the last picture ends. */
  end: number;
  /** Presentation time of a sample; zero for the first one, because it is held. */
  presentation(sample: number): number;
}

/**
 * Puts the samples on the clock of the outputs, whose zero is the container's start (`startTime`, seconds as ffprobe
 * gives it). Undefined where the edit list asks for more than a start: several edits, another speed, a start inside a
 * group of pictures, an end before the last picture.
 */
export function readTimeline(track: MovieTrack, index: SampleIndex, startTime: number): Timeline | undefined {
  const edit = readEdit(track);
  if (!edit) return undefined;
  const shown = (sample: number) => index.decodeTimes[sample]! + index.compositionOffsets[sample]!;
  const firstSample = findFirst(index, shown, edit.mediaTime);
  if (firstSample === undefined) return undefined;
  let end = 0;
  for (let sample = firstSample; sample < index.count; sample += 1) {
    if (shown(sample) >= edit.mediaTime + edit.duration) return undefined;
    end = Math.max(end, shown(sample) + index.durations[sample]!);
  }
  const zero = edit.mediaTime - edit.delay + Math.round(startTime * track.timescale);
  const lateness = Math.max(0, shown(firstSample) - zero);
  return {
    timescale: track.timescale,
    firstSample,
    lateness,
    end: end - zero,
    presentation: (sample) => (sample === firstSample ? 0 : shown(sample) - zero),
  };
}

/** The one real edit, in ticks of the track; `delay` is how long nothing is shown before it. */
function readEdit(track: MovieTrack): { mediaTime: number; duration: number; delay: number } | undefined {
  if (track.edits.length === 0) return { mediaTime: 0, duration: Infinity, delay: 0 };
  const [real, ...more] = track.edits.filter(({ mediaTime }) => mediaTime !== -1);
  if (!real || more.length > 0 || track.edits.at(-1) !== real) return undefined;
  if (real.rate !== 1 || real.mediaTime < 0 || real.duration === 0) return undefined;
  const toTrack = track.timescale / track.movieTimescale;
  const empty = track.edits.reduce((sum, edit) => sum + (edit === real ? 0 : edit.duration), 0);
  // Written in coarser ticks than the samples', and some writers round up or down: a tick of the movie to spare.
  const duration = (real.duration + 1) * toTrack;
  return { mediaTime: real.mediaTime, duration, delay: Math.round(empty * toTrack) };
}

/** The first sample in decode order that the edit shows; undefined unless it is a keyframe and shown first. */
function findFirst(
  index: SampleIndex,
  shown: (sample: number) => number,
  mediaTime: number,
): number | undefined {
  for (let sample = 0; sample < index.count; sample += 1) {
    if (shown(sample) < mediaTime) continue;
    return index.sync[sample] === 1 ? sample : undefined;
  }
  return undefined;
}
