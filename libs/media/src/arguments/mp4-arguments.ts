import { bareOutput, ffmpegStart } from './safety.ts';

/**
 * ffmpeg that joins a rung and the sound, each given as its init segment followed by its media segments, into an MP4
 * whose index comes first, so that it plays while it downloads. Nothing is encoded. The inputs are our own files.
 */
export const mp4Arguments = (inputs: { video: string; audio: string | null }, output: string): string[] => [
  ...ffmpegStart(),
  ...[inputs.video, ...(inputs.audio === null ? [] : [inputs.audio])].flatMap((input) => [
    ...['-protocol_whitelist', 'http,tcp', '-format_whitelist', 'mov', '-i', input],
  ]),
  ...['-map', '0:v:0', ...(inputs.audio === null ? [] : ['-map', '1:a:0']), ...bareOutput()],
  ...['-c', 'copy', '-movflags', '+faststart', '-f', 'mp4', output],
];
