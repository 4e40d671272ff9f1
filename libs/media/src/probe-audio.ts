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
  return {
    index,
    codec,
    channels,
    sampleRate,
    startTime: asNumber(stream.start_time) ?? 0,
    ...(duration !== undefined && { duration }),
  };
}

/** Seconds a stream claims to last, from its header or from Matroska's tag. */
export function streamDuration(stream: Fields): number | undefined {
  const tags = asFields(stream.tags);
  return asPositive(stream.duration) ?? asClock(tags.DURATION ?? tags['DURATION-eng']);
}
