import { spawnSync } from 'node:child_process';
import { closeSync, copyFileSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const media = join(import.meta.dirname, '../../media');
export const bunny = join(media, 'big-buck-bunny-320x240.mp4');
export const cars = join(media, 'cars-768x432.mp4');

/**
 * A playable MP4 of any size: a clip followed by a `free` box (ISO/IEC 14496-12 §8.1.2), which players skip.
 * For uploads in parts, which only large files need.
 */
export function paddedClip(folder: string, clip: string, totalBytes: number): string {
  const file = join(folder, 'padded.mp4');
  copyFileSync(clip, file);
  const padding = totalBytes - statSync(clip).size;
  const header = Buffer.alloc(8);
  header.writeUInt32BE(padding, 0);
  header.write('free', 4, 'latin1');
  const handle = openSync(file, 'a');
  writeSync(handle, header);
  const zeros = Buffer.alloc(1 << 20);
  for (let left = padding - 8; left > 0; left -= zeros.length)
    writeSync(handle, zeros, 0, Math.min(left, zeros.length));
  closeSync(handle);
  return file;
}

/** A recording without a picture: two tones that come and go, so that its waveform has a shape. */
export function recording(folder: string, seconds: number): string {
  const file = join(folder, 'recording.m4a');
  const sound = `aevalsrc=(0.1+0.4*abs(sin(t)))*sin(2*PI*330*t)|(0.1+0.4*abs(cos(t)))*sin(2*PI*440*t):d=${seconds}`;
  const made = spawnSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', sound, '-c:a', 'aac', file]);
  if (made.status !== 0) throw new Error(`ffmpeg made no recording: ${made.stderr.toString()}`);
  return file;
}
