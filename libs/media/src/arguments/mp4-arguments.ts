import { bareOutput, ffmpegStart } from './safety.ts';

/**
 * ffmpeg that joins a rung and the sound, or one of them, each given as its init segment followed by its media segments, into an MP4
 * whose index comes first, so that it plays while it downloads. Nothing is encoded. The inputs are our own files.
 */
export const mp4Arguments = (inputs: readonly string[], output: string): string[] => [
  ...ffmpegStart(),
  ...inputs.flatMap((input) => [
    ...['-protocol_whitelist', 'http,tcp', '-format_whitelist', 'mov', '-i', input],
  ]),
  ...[...inputs.flatMap((_, position) => ['-map', `${position}:0`]), ...bareOutput()],
  ...['-c', 'copy', '-movflags', '+faststart', '-f', 'mp4', output],
];
