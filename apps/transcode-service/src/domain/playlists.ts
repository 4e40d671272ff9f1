import {
  attemptPrefix,
  buildIFramePlaylist,
  buildMasterPlaylist,
  buildMediaPlaylist,
  hasKeyFrames,
  measureBandwidth,
  measureIFrameBandwidth,
  segmentLengths,
  targetDuration,
  type Bandwidth,
} from '@matinee/media';
import { everyRung } from './av1.ts';
import { secondsOf } from './chunks.ts';
import { isSound, type Rendition } from './renditions.ts';
import type { Plan, RungSpec } from './types.ts';

/** What audioArguments make. */
export const AUDIO_CHANNELS = 2;

/** All playlists stand in one folder, under the name of their rendition. */
const playlistUri = ({ name }: Rendition) => `${name}.m3u8`;
export const iFrameName = (name: string) => `${name}-iframes`;

export const sounds = (renditions: readonly Rendition[]): Rendition[] => renditions.filter(isSound);
export const pictures = (renditions: readonly Rendition[]): Rendition[] =>
  renditions.filter((rendition) => !isSound(rendition));

/** Master playlist of what is there. While it grows, a rung's cap stands in for a peak not seen yet. */
export function masterPlaylist(plan: Plan, renditions: readonly Rendition[], complete: boolean): string {
  const target = targetSeconds(plan);
  const shown = pictures(renditions).map((rendition) => ({ rendition, rung: rungOf(plan, rendition) }));
  const variants = shown.map(({ rendition, rung }) => ({
    uri: playlistUri(rendition),
    codec: rendition.codec,
    width: rung.width,
    height: rung.height,
    frameRate: plan.clock,
    bandwidth: bandwidthOf(rendition, target, complete ? 0 : rung.maxRate),
  }));
  const heard = sounds(renditions).map((rendition) => ({
    uri: playlistUri(rendition),
    codec: rendition.codec,
    channels: AUDIO_CHANNELS,
    bandwidth: bandwidthOf(rendition, target),
    language: languageOf(plan, rendition),
  }));
  const scrubbed = shown.filter(({ rendition }) => complete && hasKeyFrames(rendition.segments));
  const keyFrames = scrubbed.map(({ rendition, rung }) => ({
    uri: `${iFrameName(rendition.name)}.m3u8`,
    codec: rendition.codec,
    width: rung.width,
    height: rung.height,
    bandwidth: measureIFrameBandwidth(rendition.segments, target),
  }));
  return buildMasterPlaylist(variants, heard, keyFrames);
}

export const bandwidthOf = ({ segments }: Rendition, target: number, least = 0): Bandwidth => {
  const { peak, average } = measureBandwidth(segments, target);
  return { peak: Math.max(peak, least), average };
};

export const rungOf = (plan: Plan, { name }: Rendition): RungSpec =>
  everyRung(plan).find((rung) => rung.name === name)!;

export const languageOf = ({ audio, otherAudio }: Plan, { name }: Rendition): string | undefined =>
  [audio, ...otherAudio].find((track) => track?.name === name)?.language ?? undefined;

export const mediaPlaylist = (plan: Plan, { segments }: Rendition, complete: boolean): string =>
  buildMediaPlaylist(segments, { complete, targetSeconds: targetSeconds(plan) });

export const iFramePlaylist = (plan: Plan, { segments }: Rendition): string =>
  buildIFramePlaylist(segments, { targetSeconds: targetSeconds(plan) });

/** Of every playlist of a video, from the start, although its longest segment may come later. */
export function targetSeconds(plan: Plan): number {
  const { grid } = plan;
  const listed = segmentLengths(grid, 0, grid.starts.length - 1);
  return targetDuration(secondsOf(Math.max(grid.framesPerSegment, ...listed), plan));
}

/** Where a claim writes: new for every claim, and told apart by generation when leftovers are removed. */
export const claimPrefix = (task: { videoKey: string; generation: number; id: string; attempts: number }) =>
  attemptPrefix(task.videoKey, `${task.generation}-${task.id.slice(0, 8)}-${task.attempts}`);

/** The generation that wrote a key; undefined for what no task wrote. */
export const generationOf = (key: string): number | undefined => {
  const match = /^[a-z0-9]{24}\/(\d+)-/.exec(key);
  return match ? Number(match[1]) : undefined;
};
