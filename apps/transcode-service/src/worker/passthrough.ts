import {
  interpretProbe,
  judgePassthrough,
  MalformedMediaError,
  type PassthroughReason,
} from '@matinee/media';
import type { TaskResult } from '../work/contract.ts';
import type { RangeSource } from './byte-source.ts';
import { readMovieIndex, type MovieIndex } from './movie-index.ts';

type Told = Pick<Extract<TaskResult, { kind: 'probe' }>, 'passthrough' | 'gopSeconds'>;

/** Reads the index while ffprobe does its work; gives the reason where there is none to read. */
export async function lookForIndex(source: RangeSource): Promise<MovieIndex | PassthroughReason> {
  try {
    return (await readMovieIndex(source)) ?? 'container';
  } catch (error) {
    if (error instanceof MalformedMediaError) return 'index';
    throw error;
  }
}

/** Whether the picture can be copied, from ffprobe's words and the index. */
export function judgeUpload(
  ffprobe: Record<string, unknown>,
  index: MovieIndex | PassthroughReason,
  fileSize: number,
): Told {
  if (typeof index === 'string') return refuse(index);
  const outcome = interpretProbe(ffprobe);
  const video = outcome.ok ? outcome.source.video : undefined;
  const trackId = video && trackOf(ffprobe, video.index);
  if (!outcome.ok || !video || trackId === undefined) return refuse('container');
  const { audio, startTime } = outcome.source;
  const soundEnd = audio?.duration === undefined ? undefined : audio.startTime + audio.duration;
  const { moov, offset, size } = index;
  const verdict = judgePassthrough({
    ...{ moov, trackId, fileSize, startTime, video },
    ...(soundEnd !== undefined && { soundEnd }),
  });
  const { gopSeconds } = verdict;
  const group = gopSeconds !== undefined && gopSeconds > 0 ? { gopSeconds } : {};
  if (!verdict.ok) return { passthrough: { reasons: verdict.reasons }, ...group };
  const last = verdict.segments.at(-1)!;
  const firstSamples = [
    ...verdict.segments.map(({ firstSample }) => firstSample),
    last.firstSample + last.samples,
  ];
  const startFrames = [...verdict.segments.map(({ startFrame }) => startFrame), verdict.endFrame];
  return { passthrough: { index: { offset, size, track: trackId }, firstSamples, startFrames }, ...group };
}

const refuse = (reason: PassthroughReason): Told => ({ passthrough: { reasons: [reason] } });

/** ffprobe writes a track's number as `0x1`. */
function trackOf({ streams }: Record<string, unknown>, index: number): number | undefined {
  const list: unknown[] = Array.isArray(streams) ? streams : [];
  const stream = list.find(
    (entry): entry is { id: unknown } =>
      typeof entry === 'object' &&
      entry !== null &&
      'index' in entry &&
      entry.index === index &&
      'id' in entry,
  );
  return typeof stream?.id === 'string' && /^0x[0-9a-f]{1,8}$/.test(stream.id)
    ? Number(stream.id)
    : undefined;
}
