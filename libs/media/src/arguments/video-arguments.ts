import { framesToSeconds } from '../chunk-plan.ts';
import { rungLevel } from '../ladder.ts';
import { av1Settings } from './av1-arguments.ts';
import { h264Settings } from './encoder-settings.ts';
import { filterGraph, rungLabel } from './filter-graph.ts';
import { bareOutput, ffmpegStart, hostileInput } from './safety.ts';
import { sheetOf, sheetOutput, stillOutput } from './still-graph.ts';
import { outputNames, type VideoChunk } from './video-chunk.ts';

const NO_OTHER_KEYFRAMES = '1000000';

/**
 * ffmpeg for one chunk: every rung as fMP4 segments in a directory named after it (it must exist), stills and a sheet of
 * the storyboard where they are asked for.
 * `threads` is per decoder and per encoder. All names are relative to the working directory, nothing of the user's is
 * in them.
 */
export function videoArguments(input: string, chunk: VideoChunk, threads: number): string[] {
  return [
    ...ffmpegStart(),
    ...['-filter_complex_threads', String(threads)],
    ...hostileInput(),
    ...['-threads', String(threads)],
    // Keep the source's clock, with the container's start as zero, so that a chunk knows where it is.
    ...['-copyts', '-start_at_zero'],
    // From the keyframe on: a frame shown long before the chunk may be the one to show at its start.
    ...(chunk.seekSeconds > 0 ? ['-noaccurate_seek', '-ss', chunk.seekSeconds.toFixed(6)] : []),
    ...['-i', input],
    ...['-filter_complex', filterGraph(chunk)],
    ...chunk.rungs.flatMap((_, position) => rungOutput(chunk, position, threads)),
    ...(chunk.stills ? stillOutput() : []),
    ...(sheetOf(chunk) ? sheetOutput() : []),
  ];
}

function rungOutput(chunk: VideoChunk, position: number, threads: number): string[] {
  const rung = chunk.rungs[position]!;
  const { frameRate } = chunk.source;
  return [
    // No -fps_mode: with -copyts ffmpeg then fills a gap (the picture changed its size) but keeps a late start late.
    ...['-map', `[${rungLabel(position)}]`, ...bareOutput()],
    ...(rung.codec === 'av1' ? av1Settings(chunk.segmentFrames, threads) : h264Encoder(chunk, rung, threads)),
    ...['-maxrate', String(rung.maxRate), '-bufsize', String(rung.bufferSize), '-pix_fmt', 'yuv420p'],
    ...['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709', '-color_range', 'tv'],
    // Without these two every chunk restarts at zero, and the first one is shifted by the encoder's delay.
    ...[
      '-avoid_negative_ts',
      'disabled',
      '-output_ts_offset',
      framesToSeconds(chunk.firstFrame, frameRate).toFixed(6),
    ],
    // A time shorter than a frame: the muxer cuts at every keyframe.
    ...['-f', 'hls', '-hls_time', '0.001', '-hls_list_size', '0', '-hls_segment_type', 'fmp4'],
    ...[
      '-hls_segment_options',
      'movflags=+frag_discont+negative_cts_offsets',
      '-start_number',
      String(chunk.firstSegment),
    ],
    ...['-hls_fmp4_init_filename', outputNames.init, '-hls_segment_filename', `${rung.name}/%05d.m4s`],
    `${rung.name}/${outputNames.playlist}`,
  ];
}

function h264Encoder(chunk: VideoChunk, rung: VideoChunk['rungs'][number], threads: number): string[] {
  return [
    ...['-c:v', 'libx264', ...h264Settings(rung), '-threads', String(threads)],
    ...['-profile:v', 'high', '-level:v', rungLevel(rung, chunk.source.frameRate)],
    // Only half of the buffer is free: the chunk before has used some. A full one lets every chunk exceed the cap.
    ...['-rc_init_occupancy', String(Math.round(rung.bufferSize / 2))],
    // Keyframes at the beginning of every segment and nowhere else.
    ...['-g', NO_OTHER_KEYFRAMES, '-sc_threshold', '0', '-flags', '+cgop', '-forced-idr', '1'],
    ...['-force_key_frames', keyframeTimes(chunk).join(',')],
  ];
}

/** Seconds from the chunk's start; ffmpeg rounds them to the nearest frame. */
function keyframeTimes({ segmentFrames, source }: VideoChunk): string[] {
  let frame = 0;
  return segmentFrames.map((frames) => {
    const time = framesToSeconds(frame, source.frameRate);
    frame += frames;
    return time.toFixed(6);
  });
}
