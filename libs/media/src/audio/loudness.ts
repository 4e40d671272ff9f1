/**
 * How loud everything sounds, in LUFS (ITU-R BS.1770-4). AES TD1008 asks for -16 to -20 of speech and films on the
 * net, music services play at -14; -16 leaves two decibels more for peaks, so that the limiter seldom has work.
 */
export const TARGET_LUFS = -16;
/**
 * Ceiling of the samples before they are encoded, so that what comes out stays below -1 dBTP (EBU R 128). The rest is
 * for what lies between samples (1 dB) and for AAC, which exceeds what it was given by up to 2 dB; only bursts of
 * noise have been seen to go further. Limiting at four times the rate would cost a third more CPU and not help that.
 */
export const CEILING_DB = -4;
/** Further off is not a level, it is a mistake in the recording; the noise of a quiet room would be a storm. */
const LARGEST_GAIN = 20;
/** Nothing that anybody wants to hear is so quiet: silence, or the noise of a converter. */
const SILENCE_LUFS = -60;

/** Up to here (seconds) all of the sound is measured. */
const WHOLE = 40;
/** Opening ten minutes costs 20 ms of CPU for every window, two hours 100 ms; a second of sound 6 ms. */
const WINDOWS = 8;
const WINDOW_SECONDS = 4;

/** A stretch of the source, in seconds from its start. */
export interface LoudnessWindow {
  start: number;
  seconds: number;
}

/**
 * Where to listen: the whole of a short source, else the middles of eight equal parts. Nothing is lost by a promise
 * that lies: windows after the end are empty, and a source of unknown length is measured at its beginning.
 */
export function loudnessWindows(claimedSeconds: number | null): LoudnessWindow[] {
  if (claimedSeconds === null || claimedSeconds <= WHOLE) return [{ start: 0, seconds: WHOLE }];
  const part = claimedSeconds / WINDOWS;
  return Array.from({ length: WINDOWS }, (_, index) => ({
    start: (index + 0.5) * part - WINDOW_SECONDS / 2,
    seconds: WINDOW_SECONDS,
  }));
}

/** Integrated loudness (LUFS) after the last line that `loudnessArguments` had written; undefined without one. */
export function readLoudness(report: string): number | undefined {
  const last = report.lastIndexOf(LOUDNESS_FIELD);
  const value = /^=(-?\d+(?:\.\d+)?)\s/.exec(report.slice(last + LOUDNESS_FIELD.length))?.[1];
  return last === -1 || value === undefined ? undefined : Number(value);
}
export const LOUDNESS_FIELD = 'lavfi.r128.I';

/** The one gain (dB, a tenth exact) that brings a sound to the target. Silence, and what could not be measured, keep theirs. */
export function gainFor(loudness: number | undefined): number {
  if (loudness === undefined || loudness < SILENCE_LUFS) return 0;
  const gain = Math.max(-LARGEST_GAIN, Math.min(LARGEST_GAIN, TARGET_LUFS - loudness));
  return Math.round(gain * 10) / 10;
}
