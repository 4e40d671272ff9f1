/** A packet of an encode: its size and whether it is a keyframe. */
export interface Packet {
  bytes: number;
  key: boolean;
}

/**
 * Packets from ffmpeg's `framecrc` muxer: `stream, dts, pts, duration, size, checksum[, F=flags]`. Flags are only
 * written where they are not those of a keyframe (libavformat/framecrcenc.c). Lines that are not packets are passed over.
 */
export const readPackets = (text: string): Packet[] =>
  text.split('\n').flatMap((line) => {
    const fields = line.split(',').map((field) => field.trim());
    const bytes = Number(fields[4]);
    if (line.startsWith('#') || fields.length < 6 || !Number.isInteger(bytes)) return [];
    return [{ bytes, key: !fields.slice(6).some((field) => field.startsWith('F=')) }];
  });

/**
 * What the `metadata` filter printed for every frame, by name and without `prefix`:
 * a line `frame:…` and then one `prefix.NAME=number` for each value.
 */
export function readFrameValues(text: string, prefix: string): Record<string, number>[] {
  const frames: Record<string, number>[] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('frame:')) frames.push({});
    const [name = '', value] = line.split('=');
    if (name.startsWith(`${prefix}.`) && value !== undefined) {
      const frame = frames.at(-1);
      if (frame) frame[name.slice(prefix.length + 1)] = Number(value);
    }
  }
  return frames;
}
