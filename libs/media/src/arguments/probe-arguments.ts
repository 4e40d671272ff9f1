import { hostileInput } from './safety.ts';

/** ffprobe: JSON on standard output, at most 50 MB and 10 s of media read to learn about the streams. */
export const probeArguments = (input: string): string[] => [
  ...['-v', 'error', '-of', 'json', '-show_format', '-show_streams'],
  ...hostileInput(),
  ...['-probesize', '50M', '-analyzeduration', '10M'],
  input,
];
