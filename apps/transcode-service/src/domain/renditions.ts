import { segmentStart, toNumber, type PlaylistSegment, type StoryboardSheet } from '@matinee/media';
import { mediaPath } from '@matinee/contracts';
import type { RenditionOutput } from '../work/contract.ts';
import { everyRung } from './av1.ts';
import { secondsOf } from './chunks.ts';
import type { Plan, TaskKind } from './types.ts';

/** What a task has put into the media bucket. */
export interface Outputs {
  renditions: RenditionOutput[];
  /** Cells of the storyboard, in one picture. */
  sheet?: { key: string; firstCell: number; cells: number };
}

export interface Segment extends PlaylistSegment {
  index: number;
  key: string;
  initKey: string;
}

/** Tasks whose outputs count: copies only as long as the picture is copied. */
export const makers = (plan: Plan | null): TaskKind[] => [
  ...(['video', 'hold', 'audio'] as const),
  ...(plan?.passthrough ? (['copy'] as const) : []),
];

/** One rung, or the sound, without a gap from its first segment on. */
export interface Rendition {
  name: string;
  /** RFC 6381. */
  codec: string;
  segments: Segment[];
}

/**
 * A task's outputs with newly reported ones. What was published stays as it is, because players have read it; only
 * an encoder that now writes another init segment starts afresh.
 */
export function mergeOutputs(known: Outputs | null, reported: readonly RenditionOutput[]): Outputs {
  const renditions = reported.map((next) => {
    const before = known?.renditions.find(({ name }) => name === next.name);
    if (!before || before.initSha256 !== next.initSha256 || before.timescale !== next.timescale) return next;
    const published = new Set(before.segments.map(({ index }) => index));
    return {
      ...before,
      segments: [...before.segments, ...next.segments.filter(({ index }) => !published.has(index))],
    };
  });
  const others = known?.renditions.filter(({ name }) => !renditions.some((next) => next.name === name)) ?? [];
  return { ...known, renditions: [...others, ...renditions] };
}

/** By its name: `audio`, `audio-2`. */
export const isSound = ({ name }: Pick<Rendition, 'name'>): boolean => name.startsWith('audio');

/** Names of all renditions a plan may have: rungs, smallest first, then sound. */
export const renditionNames = ({ audio, otherAudio, ...plan }: Plan): string[] =>
  [...everyRung(plan), ...(audio ? [audio] : []), ...otherAudio].map(({ name }) => name);

/** Joins the outputs of all tasks to renditions: contiguous from segment 0, and nothing beyond the video's end. */
export function collectRenditions(plan: Plan, outputs: readonly Outputs[]): Rendition[] {
  const all = outputs.flatMap(({ renditions }) => renditions);
  return renditionNames(plan).flatMap((name) => {
    const parts = all.filter((part) => part.name === name);
    const segments = untilEnd(name, plan, contiguous(parts.flatMap(toSegments)));
    const codec = parts.find((part) => part.segments.length > 0)?.codec;
    return codec && segments.length > 0 ? [{ name, codec, segments }] : [];
  });
}

const toSegments = ({ segments, initKey, initSha256, timescale }: RenditionOutput): Segment[] =>
  segments.map((segment) => ({
    ...segment,
    uri: mediaPath(segment.key),
    initKey,
    initUri: mediaPath(initKey),
    initSha256,
    timescale,
  }));

/**
 * Of two segments at the same place the longer one counts: where the sound goes on after the picture, the segment in
 * which the picture ended is made again.
 */
function contiguous(segments: Segment[]): Segment[] {
  const sorted = segments
    .sort((a, b) => a.index - b.index || b.ticks / b.timescale - a.ticks / a.timescale)
    .filter((segment, position, all) => segment.index !== all[position - 1]?.index);
  const gap = sorted.findIndex((segment, position) => segment.index !== position);
  return gap === -1 ? sorted : sorted.slice(0, gap);
}

function untilEnd(name: string, plan: Plan, segments: Segment[]): Segment[] {
  const { endFrame, grid } = plan;
  const isSound = name.startsWith('audio');
  // While nobody knows the end, a segment that is too short may yet be made again, and playlists only grow.
  if (endFrame === null) return isSound ? segments : segments.filter(isWhole(plan));
  if (!isSound) return segments.filter(({ index }) => segmentStart(grid, index) < endFrame);
  const end = secondsOf(endFrame, plan);
  let start = 0;
  return segments.filter(({ ticks, timescale }) => {
    const heard = start < end;
    start += ticks / timescale;
    return heard;
  });
}

/** As long as planned; a copied segment may differ by a frame, because its source does not keep to the clock. */
const isWhole =
  ({ grid, clock }: Plan) =>
  ({ index, ticks, timescale }: Segment): boolean => {
    const planned = segmentStart(grid, index + 1) - segmentStart(grid, index);
    return (ticks / timescale) * toNumber(clock) > planned - 1.5;
  };

/** Every key that a set of outputs consists of. */
export const keysOf = (outputs: readonly Outputs[]): string[] =>
  outputs.flatMap(({ renditions, sheet }) => [
    ...renditions.flatMap(({ initKey, segments }) => [initKey, ...segments.map(({ key }) => key)]),
    ...(sheet ? [sheet.key] : []),
  ]);

/** The storyboard's sheets in the order of the film. */
export const sheetsOf = (outputs: readonly Outputs[]): StoryboardSheet[] =>
  outputs
    .flatMap(({ sheet }) => (sheet ? [sheet] : []))
    .map(({ key, firstCell, cells }) => ({ uri: mediaPath(key), firstCell, cells }))
    .sort((a, b) => a.firstCell - b.firstCell);
