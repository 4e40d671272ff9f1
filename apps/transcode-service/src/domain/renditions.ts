import type { PlaylistSegment } from '@matinee/media';
import { mediaPath } from '@matinee/contracts';
import type { RenditionOutput } from '../work/contract.ts';
import { secondsOf } from './chunks.ts';
import type { Plan } from './types.ts';

/** What a task has put into the media bucket. */
export interface Outputs {
  renditions: RenditionOutput[];
}

export interface Segment extends PlaylistSegment {
  index: number;
  key: string;
  initKey: string;
}

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
  return { renditions: [...others, ...renditions] };
}

/** Joins the outputs of all tasks to renditions: contiguous from segment 0, and nothing beyond the video's end. */
export function collectRenditions(plan: Plan, outputs: readonly Outputs[]): Rendition[] {
  const all = outputs.flatMap(({ renditions }) => renditions);
  const names = [...plan.rungs.map((rung) => rung.name), 'audio'];
  return names.flatMap((name) => {
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

function contiguous(segments: Segment[]): Segment[] {
  const sorted = segments.sort((a, b) => a.index - b.index);
  const gap = sorted.findIndex((segment, position) => segment.index !== position);
  return gap === -1 ? sorted : sorted.slice(0, gap);
}

function untilEnd(name: string, plan: Plan, segments: Segment[]): Segment[] {
  const { endFrame, framesPerSegment } = plan;
  if (endFrame === null) return segments;
  if (name !== 'audio') return segments.filter(({ index }) => index * framesPerSegment < endFrame);
  const end = secondsOf(endFrame, plan);
  let start = 0;
  return segments.filter(({ ticks, timescale }) => {
    const heard = start < end;
    start += ticks / timescale;
    return heard;
  });
}

/** Every key that a set of outputs consists of. */
export const keysOf = (outputs: readonly Outputs[]): string[] =>
  outputs.flatMap(({ renditions }) =>
    renditions.flatMap(({ initKey, segments }) => [initKey, ...segments.map(({ key }) => key)]),
  );
