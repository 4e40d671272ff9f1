import { ffmpegStart, hostileInput } from './safety.ts';

/** ffmpeg that decodes one picture and fails when that is not possible without an error. Nothing is written. */
export const firstPictureArguments = (input: string): string[] => [
  ...ffmpegStart(),
  ...['-xerror', ...hostileInput(), '-i', input],
  ...['-map', '0:v:0', '-frames:v', '1', '-f', 'null', '-'],
];
