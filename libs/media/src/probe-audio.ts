import { asClock, asFields, asNumber, asPositive, asText, type Fields } from './probe-fields.ts';
import type { AudioStream } from './source-info.ts';

/** An audio stream as tasks need it; undefined when nothing could decode it. */
export function readAudio(stream: Fields): AudioStream | undefined {
  const codec = asText(stream.codec_name);
  const channels = asPositive(stream.channels);
  const sampleRate = asPositive(stream.sample_rate);
  const index = asNumber(stream.index);
  if (!codec || !channels || !sampleRate || index === undefined) return undefined;
  const duration = streamDuration(stream);
  const language = readLanguage(stream);
  return {
    index,
    codec,
    channels,
    sampleRate,
    startTime: asNumber(stream.start_time) ?? 0,
    ...(duration !== undefined && { duration }),
    ...(language !== undefined && { language }),
  };
}

/** `und` is ISO 639 for "not said". Anything longer is a text of somebody's, not a code. */
function readLanguage(stream: Fields): string | undefined {
  const tag = asText(asFields(stream.tags).language)?.toLowerCase();
  return tag && /^[a-z]{2,3}$/.test(tag) && tag !== 'und' ? tag : undefined;
}

/**
 * Seconds a stream claims to last, from its header or from Matroska's tag. What ffmpeg writes into the tag is where
 * the stream ends; for one that starts late that is longer than it lasts. Too short a claim does no harm: tasks go on
 * until frames end.
 */
export function streamDuration(stream: Fields): number | undefined {
  const tags = asFields(stream.tags);
  const end = asClock(tags.DURATION ?? tags['DURATION-eng']);
  const start = Math.max(0, asNumber(stream.start_time) ?? 0);
  return asPositive(stream.duration) ?? asPositive(end !== undefined ? end - start : undefined);
}
