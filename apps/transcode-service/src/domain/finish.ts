import {
  attemptPrefix,
  AUDIO_SAMPLE_RATE,
  buildDashManifest,
  buildStoryboardVtt,
  dashManifestKey,
  hasKeyFrames,
  hasOneInit,
  m4aKey,
  masterPlaylistKey,
  mediaPlaylistKey,
  mp4Key,
  storyboardKey,
} from '@matinee/media';
import type { TaskSpec } from '../work/contract.ts';
import { everyRung, isAv1 } from './av1.ts';
import { rungHeight, secondsOf } from './chunks.ts';
import {
  AUDIO_CHANNELS,
  bandwidthOf,
  iFrameName,
  iFramePlaylist,
  languageOf,
  masterPlaylist,
  mediaPlaylist,
  pictures,
  rungOf,
  sounds,
  targetSeconds,
} from './playlists.ts';
import { collectRenditions, renditionNames, sheetsOf, type Outputs, type Rendition } from './renditions.ts';
import type { Job, Plan } from './types.ts';

type Finalize = Extract<TaskSpec, { kind: 'finalize' }>;
type Document = Finalize['documents'][number];
type Finished = Pick<Job, 'videoKey' | 'generation' | 'plan'>;

/** The downloadable file is not larger than this short side. */
const MP4_SHORT_SIDE = 1080;

const hasAv1 = (plan: Plan): boolean => everyRung(plan).some(({ name }) => isAv1(name));

/** Folder of a generation's last objects; no attempt writes there. What comes to it later has one of its own. */
const finalPrefix = ({ videoKey, generation, plan }: Finished) =>
  attemptPrefix(videoKey, `${generation}-final${plan && hasAv1(plan) ? '-av1' : ''}`);

/** Where this generation's results are going to be. */
export const finalKeys = (job: Finished) => ({
  masterKey: masterPlaylistKey(finalPrefix(job)),
  mp4Key: job.plan?.video === null ? m4aKey(finalPrefix(job)) : mp4Key(finalPrefix(job)),
});

/** What stands beside the master playlist of a finished video. */
export function besideMaster({ masterKey, plan }: Pick<Job, 'masterKey' | 'plan'>) {
  const folder = masterKey?.slice(0, masterKey.lastIndexOf('/'));
  return {
    dashKey: folder === undefined ? null : dashManifestKey(folder),
    storyboardKey: folder === undefined || !plan?.storyboard ? null : storyboardKey(folder),
  };
}

/** Documents written for good; also those from before something was added, because players are still reading them. */
export function documentKeys({ plan, ...job }: Finished): string[] {
  if (!plan) return [];
  const first: Plan = { ...plan };
  delete first.av1;
  return [first, plan].flatMap((pass) => {
    const prefix = finalPrefix({ ...job, plan: pass });
    const playlists = renditionNames(pass).flatMap((name) => [name, iFrameName(name)]);
    return [
      ...playlists.map((name) => mediaPlaylistKey(prefix, name)),
      dashManifestKey(prefix),
      storyboardKey(prefix),
      masterPlaylistKey(prefix),
    ];
  });
}

/** The last task: all documents for good (the master last, so that it never names what is not there) and the MP4. */
export function finalizeSpec(job: Job, plan: Plan, outputs: readonly Outputs[]): Finalize {
  const renditions = collectRenditions(plan, outputs);
  const { masterKey, mp4Key } = finalKeys(job);
  const playlist = (name: string, text: string): Document => ({
    key: mediaPlaylistKey(finalPrefix(job), name),
    type: 'hls',
    text,
  });
  const scrubbed = pictures(renditions).filter(({ segments }) => hasKeyFrames(segments));
  return {
    kind: 'finalize',
    documents: [
      ...renditions.map((rendition) => playlist(rendition.name, mediaPlaylist(plan, rendition, true))),
      ...scrubbed.map((rendition) => playlist(iFrameName(rendition.name), iFramePlaylist(plan, rendition))),
      ...storyboardDocument(job, plan, outputs),
      { key: dashManifestKey(finalPrefix(job)), type: 'dash', text: dashManifest(plan, renditions) },
      { key: masterKey, type: 'hls', text: masterPlaylist(plan, renditions, true) },
    ],
    // What comes later adds nothing to the file for everybody.
    mp4: hasAv1(plan) ? null : { key: mp4Key, ...tracksOf(renditions) },
  };
}

function storyboardDocument(job: Job, plan: Plan, outputs: readonly Outputs[]): Document[] {
  if (!plan.storyboard) return [];
  const durationSeconds = secondsOf(plan.endFrame ?? 0, plan);
  const text = buildStoryboardVtt(sheetsOf(outputs), plan.storyboard, {
    frameRate: plan.clock,
    durationSeconds,
  });
  return [{ key: storyboardKey(finalPrefix(job)), type: 'vtt', text }];
}

/** What is downloaded: the largest picture that plays anywhere, and the sound that is heard first. */
function tracksOf(renditions: readonly Rendition[]): Pick<NonNullable<Finalize['mp4']>, 'video' | 'audio'> {
  const track = ({ segments }: Rendition) => ({
    init: segments[0]!.initKey,
    segments: segments.map(({ key }) => key),
  });
  const best = pictures(renditions)
    .filter(({ name }) => !isAv1(name) && rungHeight(name) <= MP4_SHORT_SIDE)
    .at(-1);
  const [heard] = sounds(renditions);
  return { video: best ? track(best) : null, audio: heard ? track(heard) : null };
}

/** A rendition whose tasks wrote different init segments cannot be told to DASH players; HLS has it all the same. */
function dashManifest(plan: Plan, all: readonly Rendition[]): string {
  const renditions = all.filter(({ segments }) => hasOneInit(segments));
  const target = targetSeconds(plan);
  const track = (rendition: Rendition) => ({ ...rendition, bandwidth: bandwidthOf(rendition, target) });
  return buildDashManifest(
    {
      pictures: pictures(renditions).map((rendition) => {
        const { width, height } = rungOf(plan, rendition);
        return { ...track(rendition), width, height, frameRate: plan.clock };
      }),
      sounds: sounds(renditions).map((rendition) => ({
        ...track(rendition),
        channels: AUDIO_CHANNELS,
        sampleRate: AUDIO_SAMPLE_RATE,
        language: languageOf(plan, rendition),
      })),
    },
    target,
  );
}
