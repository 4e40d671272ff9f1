import { asFields, asList, asPositive, asText, asNumber, type Fields } from './probe-fields.ts';
import { readAudio } from './probe-audio.ts';
import { isPicture, readVideo } from './probe-video.ts';
import type { SourceInfo } from './source-info.ts';

/** Limits on what a source may be. Pixels count the stored picture. */
export const sourceLimits = {
  seconds: 12 * 3600,
  streams: 32,
  /** An 8K picture has 33.2 million pixels. */
  pixels: 40_000_000,
  sidePixels: 16_384,
  smallestSidePixels: 16,
} as const;

/** Codes of the failure catalogue in libs/contracts. */
export type RefusalCode =
  'not_media' | 'no_video' | 'too_long' | 'too_many_streams' | 'too_large_picture' | 'too_small';

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
  if (!picture) return refuse('no_video');
  const width = asPositive(picture.width) ?? 0;
  const height = asPositive(picture.height) ?? 0;
  if (width * height > sourceLimits.pixels) return refuse('too_large_picture');
  if (Math.max(width, height) > sourceLimits.sidePixels) return refuse('too_large_picture');
  const video = readVideo(picture);
  if (!video) return refuse('no_video');
  if (Math.min(video.width, video.height) < sourceLimits.smallestSidePixels) return refuse('too_small');

  const sound = preferDefault(streams.filter((stream) => stream.codec_type === 'audio'));
  const audio = sound && readAudio(sound);
  const durationSeconds = longest(asPositive(format.duration), video.duration, audio?.duration);
  if (durationSeconds !== undefined && durationSeconds > sourceLimits.seconds) return refuse('too_long');
  return {
    ok: true,
    source: {
      container,
      startTime:
        asNumber(format.start_time) ?? Math.min(video.startTime, audio?.startTime ?? video.startTime),
      ...(durationSeconds !== undefined && { durationSeconds }),
      ...(asPositive(format.bit_rate) !== undefined && { bitRate: asPositive(format.bit_rate) }),
      video,
      ...(audio && { audio }),
    },
  };
}

/** The stream its author marked as the default one, otherwise the first. */
function preferDefault(streams: Fields[]): Fields | undefined {
  return streams.find((stream) => asFields(stream.disposition).default === 1) ?? streams[0];
}

function longest(...values: (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length > 0 ? Math.max(...known) : undefined;
}
