import { bareOutput, ffmpegStart, hostileInput } from './safety.ts';

/** ffprobe's names of formats whose clock may jump in the middle of a file: 26,000 s forward, or back to zero. */
const jumpingClocks = new Set(['mpegts', 'mpeg']);

export const needsRemux = (formatName: unknown): boolean =>
  typeof formatName === 'string' && jumpingClocks.has(formatName);

/**
 * ffmpeg that copies picture and sound into Matroska on one continuous clock. ffmpeg mends jumps only while it reads a
 * file from its beginning, and chunks begin in the middle; the copy also has an index of keyframes.
 */
export const remuxArguments = (input: string, output: string): string[] => [
  ...ffmpegStart(),
  ...hostileInput(),
  ...['-fflags', '+genpts', '-i', input],
  ...['-map', '0:V:0', '-map', '0:a?', ...bareOutput()],
  ...['-c', 'copy', '-f', 'matroska', output],
];
