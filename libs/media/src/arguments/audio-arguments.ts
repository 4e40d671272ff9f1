import { bareOutput, ffmpegStart, hostileInput } from './safety.ts';
import { outputNames } from './video-chunk.ts';

/** What the sound of every video becomes. */
export const AUDIO_SAMPLE_RATE = 48_000;
const BIT_RATE = '128k';

/**
 * ffmpeg for the whole sound of a source: AAC-LC stereo, 48 kHz, fMP4 segments written one after the other into
 * `audio/`. Time zero is the container's start, as in `videoArguments`: silence fills a late start and gaps,
 * what lies before zero is dropped. Boundaries are the AAC frames (21.3 ms) next to the video's.
 */
export function audioArguments(
  input: string,
  task: { streamIndex: number; segmentSeconds: number; maxSeconds: number },
  threads: number,
): string[] {
  return [
    ...ffmpegStart(),
    ...hostileInput(),
    ...['-threads', String(threads), '-copyts', '-start_at_zero', '-i', input],
    ...['-map', `0:${task.streamIndex}`, ...bareOutput(), '-vn'],
    ...['-af', `aresample=${AUDIO_SAMPLE_RATE}:async=1:first_pts=0`, '-t', task.maxSeconds.toFixed(3)],
    ...[
      '-c:a',
      'aac',
      '-profile:a',
      'aac_low',
      '-b:a',
      BIT_RATE,
      '-ac',
      '2',
      '-ar',
      String(AUDIO_SAMPLE_RATE),
    ],
    ...['-f', 'hls', '-hls_time', task.segmentSeconds.toFixed(6), '-hls_list_size', '0'],
    ...['-hls_segment_type', 'fmp4', '-hls_fmp4_init_filename', outputNames.init],
    ...['-hls_segment_filename', 'audio/%05d.m4s', `audio/${outputNames.playlist}`],
  ];
}
