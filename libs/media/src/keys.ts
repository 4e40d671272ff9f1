/**
 * Names of objects in the media bucket. Every claim of a task writes below a prefix of its own and every object is
 * written once, so a worker that lost its lease can never change what another one published.
 */
export const videoPrefix = (videoKey: string) => `${videoKey}/`;
export const attemptPrefix = (videoKey: string, attempt: number | string) => `${videoKey}/${attempt}`;

/** `rendition` is a rung (`v720`), `audio`, or another language's `audio-2`. */
export const initKey = (prefix: string, rendition: string) => `${prefix}/${rendition}/init.mp4`;

/** Five digits keep listings in playing order up to 111 hours of 4 s segments. */
export const segmentFileName = (index: number) => `${String(index).padStart(5, '0')}.m4s`;
export const segmentKey = (prefix: string, rendition: string, index: number) =>
  `${prefix}/${rendition}/${segmentFileName(index)}`;

export const mediaPlaylistKey = (prefix: string, rendition: string) => `${prefix}/${rendition}.m3u8`;
export const masterPlaylistKey = (prefix: string) => `${prefix}/master.m3u8`;
export const posterKey = (prefix: string) => `${prefix}/poster.jpg`;
/** Peaks of the sound; the picture of a sound without one is a poster like any other. */
export const waveformKey = (prefix: string) => `${prefix}/waveform.json`;
export const mp4Key = (prefix: string) => `${prefix}/video.mp4`;
/** Copy of a source whose own clock cannot be trusted. */
export const remuxedSourceKey = (prefix: string) => `${prefix}/source.mkv`;
