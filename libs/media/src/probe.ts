import { asFields, asList, asPositive, asText, asNumber, type Fields } from './probe-fields.ts';
import { readAudio } from './probe-audio.ts';
import { isPicture, readVideo } from './probe-video.ts';
import { parseRational, toNumber } from './rational.ts';
import type { AudioStream, SourceInfo } from './source-info.ts';

/** Limits on what a source may be. Pixels count the stored picture. */
export const sourceLimits = {
  seconds: 12 * 3600,
  streams: 32,
  /** An 8K picture has 33.2 million pixels. */
  pixels: 40_000_000,
  sidePixels: 16_384,
  smallestSidePixels: 16,
  /** Sound beside the one that is heard first. */
  otherAudio: 7,
} as const;

/** Codes of the failure catalogue in libs/contracts. */
export type RefusalCode =
  'not_media' | 'no_video' | 'damaged' | 'too_long' | 'too_many_streams' | 'too_large_picture' | 'too_small';

export type ProbeOutcome = { ok: true; source: SourceInfo } | { ok: false; code: RefusalCode };

const refuse = (code: RefusalCode): ProbeOutcome => ({ ok: false, code });

/**
 * Reads the JSON of `ffprobe -show_format -show_streams`. The file was made by a stranger, so anything may be
 * missing, huge or of the wrong type; the answer is a usable description or one code of the failure catalogue.
 */
export function interpretProbe(json: unknown): ProbeOutcome {
  const root = asFields(json);
  const format = asFields(root.format);
  const streams = asList(root.streams);
  const container = asText(format.format_name);
  if (!container || streams.length === 0) return refuse('not_media');
  if (streams.length > sourceLimits.streams) return refuse('too_many_streams');

  const picture = preferDefault(streams.filter(isPicture));
  const refusal = picture && refusePicture(picture);
  if (refusal) return refuse(refusal);
  const video = picture && readVideo(picture);
  const sounds = streams.filter((stream) => stream.codec_type === 'audio');
  const audio = readAudio(preferDefault(sounds) ?? {});
  // A picture that nothing can decode is not left out without a word.
  if (!video && (picture || !audio)) return refuse('no_video');
  if (picture && sounds.length === 0 && isStandstill(picture, format)) return refuse('damaged');
  const durationSeconds = longest(asPositive(format.duration), video?.duration, audio?.duration);
  if (durationSeconds !== undefined && durationSeconds > sourceLimits.seconds) return refuse('too_long');
  return {
    ok: true,
    source: {
      container,
      startTime:
        asNumber(format.start_time) ??
        Math.min(...[video, audio].map((stream) => stream?.startTime ?? Infinity)),
      ...(durationSeconds !== undefined && { durationSeconds }),
      ...(asPositive(format.bit_rate) !== undefined && { bitRate: asPositive(format.bit_rate) }),
      ...(video && { video }),
      ...(audio && { audio }),
      otherAudio: sounds
        .map(readAudio)
        .filter((stream) => stream !== undefined && stream.index !== audio?.index)
        .slice(0, sourceLimits.otherAudio) as AudioStream[],
      ...readCover(streams),
    },
  };
}

/** No film shows a picture for ten minutes in silence: two frames ten hours apart would fill hours of output. */
function isStandstill(picture: Fields, format: Fields): boolean {
  const rate = parseRational(picture.avg_frame_rate);
  const seconds = asPositive(format.duration) ?? 0;
  return rate !== undefined && seconds > 600 && toNumber(rate) < 1 / 600;
}

function refusePicture(picture: Fields): RefusalCode | undefined {
  const width = asPositive(picture.width) ?? 0;
  const height = asPositive(picture.height) ?? 0;
  if (width * height > sourceLimits.pixels) return 'too_large_picture';
  if (Math.max(width, height) > sourceLimits.sidePixels) return 'too_large_picture';
  const video = readVideo(picture);
  const small = video && Math.min(video.width, video.height) < sourceLimits.smallestSidePixels;
  return small ? 'too_small' : undefined;
}

function readCover(streams: Fields[]): { coverIndex?: number } {
  const cover = streams.find((stream) => stream.codec_type === 'video' && !isPicture(stream));
  const fits = (asPositive(cover?.width) ?? 0) * (asPositive(cover?.height) ?? 0) <= sourceLimits.pixels;
  const index = asNumber(cover?.index);
  return fits && index !== undefined ? { coverIndex: index } : {};
}

/** The stream its author marked as the default one, otherwise the first. */
function preferDefault(streams: Fields[]): Fields | undefined {
  return streams.find((stream) => asFields(stream.disposition).default === 1) ?? streams[0];
}

function longest(...values: (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length > 0 ? Math.max(...known) : undefined;
}
