import type { SourceInfo } from '@matinee/media';

/** An ordinary 1080p source with sound that claims so many seconds. */
export const info = (durationSeconds: number | undefined, more: Partial<SourceInfo> = {}): SourceInfo => ({
  container: 'mp4',
  startTime: 0,
  ...(durationSeconds !== undefined && { durationSeconds }),
  video: {
    index: 0,
    codec: 'h264',
    pixelFormat: 'yuv420p',
    width: 1920,
    height: 1080,
    rotation: 0,
    sar: { numerator: 1, denominator: 1 },
    frameRate: { numerator: 30, denominator: 1 },
    interlaced: false,
    hdr: 'sdr',
    matrix: 'bt709',
    fullRange: false,
    startTime: 0,
  },
  audio: { index: 1, codec: 'aac', channels: 2, sampleRate: 48_000, startTime: 0 },
  otherAudio: [],
  ...more,
});
/** The same without its picture, or without its sound. */
export function without(part: 'video' | 'audio', durationSeconds: number): SourceInfo {
  const rest = info(durationSeconds);
  delete rest[part];
  return rest;
}
export const source = { bucket: 'originals', key: 'k', size: 10_000_000 };
