import {
  attemptPrefix,
  buildMasterPlaylist,
  buildMediaPlaylist,
  masterPlaylistKey,
  measureBandwidth,
  mediaPlaylistKey,
  mp4Key,
  segmentLengths,
} from '@matinee/media';
import type { TaskSpec } from '../work/contract.ts';
import { everyRung, isAv1 } from './av1.ts';
import { rungHeight, secondsOf } from './chunks.ts';
import { renditionNames, type Rendition } from './renditions.ts';
import type { Job, Plan } from './types.ts';

/** The downloadable file is not larger than this short side. */
const MP4_SHORT_SIDE = 1080;
/** What audioArguments make. */
const AUDIO_CHANNELS = 2;

/** Both kinds of playlists stand in one folder, under the name of their rendition. */
const playlistUri = ({ name }: Rendition) => `${name}.m3u8`;

/** The one that is heard first, first. */
const sounds = (renditions: readonly Rendition[]) =>
  renditions.filter(({ name }) => name.startsWith('audio'));
const picture = (renditions: readonly Rendition[]) =>
  renditions.filter(({ name }) => !name.startsWith('audio'));

/** Master playlist of what is there. While it grows, a rung's cap stands in for a peak not seen yet. */
export function masterPlaylist(plan: Plan, renditions: readonly Rendition[], complete: boolean): string {
  const variants = picture(renditions).map((rendition) => {
    const rung = everyRung(plan).find(({ name }) => name === rendition.name)!;
    const { peak, average } = measureBandwidth(rendition.segments);
    return {
      uri: playlistUri(rendition),
      codec: rendition.codec,
      width: rung.width,
      height: rung.height,
      frameRate: plan.clock,
      bandwidth: { peak: complete ? peak : Math.max(peak, rung.maxRate), average },
    };
  });
  return buildMasterPlaylist(
    variants,
    sounds(renditions).map((rendition) => ({
      uri: playlistUri(rendition),
      codec: rendition.codec,
      channels: AUDIO_CHANNELS,
      bandwidth: measureBandwidth(rendition.segments),
      language: languageOf(plan, rendition),
    })),
  );
}

const languageOf = ({ audio, otherAudio }: Plan, { name }: Rendition) =>
  [audio, ...otherAudio].find((track) => track?.name === name)?.language ?? undefined;

export const mediaPlaylist = (plan: Plan, rendition: Rendition, complete: boolean): string =>
  buildMediaPlaylist(rendition.segments, { complete, targetSeconds: secondsOf(longestSegment(plan), plan) });

/** Frames. A playlist tells its longest segment from the start, although it may come later. */
function longestSegment({ grid }: Plan): number {
  const listed = segmentLengths(grid, 0, grid.starts.length - 1);
  return Math.max(grid.framesPerSegment, ...listed);
}

/** Folder of a generation's last objects; no attempt writes there. What comes to it later has one of its own. */
const finalPrefix = ({ videoKey, generation, plan }: Pick<Job, 'videoKey' | 'generation' | 'plan'>) =>
  attemptPrefix(videoKey, `${generation}-final${plan && everyRung(plan).some(isAv1Rung) ? '-av1' : ''}`);
const isAv1Rung = ({ name }: { name: string }) => isAv1(name);

/** Where this generation's results are going to be. */
export const finalKeys = (job: Pick<Job, 'videoKey' | 'generation' | 'plan'>) => ({
  masterKey: masterPlaylistKey(finalPrefix(job)),
  mp4Key: mp4Key(finalPrefix(job)),
});

/** Playlists written for good; also those from before something was added, because players are still reading them. */
export const finalPlaylistKeys = ({
  plan,
  ...job
}: Pick<Job, 'videoKey' | 'generation' | 'plan'>): string[] => {
  if (!plan) return [];
  const { av1: _, ...first } = plan;
  return [first, plan].flatMap((pass) => [
    ...renditionNames(pass).map((name) => mediaPlaylistKey(finalPrefix({ ...job, plan: pass }), name)),
    finalKeys({ ...job, plan: pass }).masterKey,
  ]);
};

/** The last task: playlists for good (the master last, so that it never names what is not there) and the MP4. */
export function finalizeSpec(
  job: Job,
  plan: Plan,
  renditions: readonly Rendition[],
): Extract<TaskSpec, { kind: 'finalize' }> {
  const { masterKey, mp4Key } = finalKeys(job);
  const best = picture(renditions)
    .filter(({ name }) => !isAv1(name) && rungHeight(name) <= MP4_SHORT_SIDE)
    .at(-1);
  const track = (rendition: Rendition) => ({
    init: rendition.segments[0]!.initKey,
    segments: rendition.segments.map(({ key }) => key),
  });
  const [audio] = sounds(renditions);
  return {
    kind: 'finalize',
    playlists: [
      ...renditions.map((rendition) => ({
        key: mediaPlaylistKey(finalPrefix(job), rendition.name),
        text: mediaPlaylist(plan, rendition, true),
      })),
      { key: masterKey, text: masterPlaylist(plan, renditions, true) },
    ],
    mp4: everyRung(plan).some(isAv1Rung)
      ? null
      : { key: mp4Key, video: best ? track(best) : null, audio: audio ? track(audio) : null },
  };
}

/** Where a claim writes: new for every claim, and told apart by generation when leftovers are removed. */
export const claimPrefix = (task: { videoKey: string; generation: number; id: string; attempts: number }) =>
  attemptPrefix(task.videoKey, `${task.generation}-${task.id.slice(0, 8)}-${task.attempts}`);

/** The generation that wrote a key; undefined for what no task wrote. */
export const generationOf = (key: string): number | undefined => {
  const match = /^[a-z0-9]{24}\/(\d+)-/.exec(key);
  return match ? Number(match[1]) : undefined;
};
