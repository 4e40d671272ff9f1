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
/** Next to the rung's media playlist. */
export const iFramePlaylistKey = (prefix: string, rendition: string) => `${prefix}/${rendition}-iframes.m3u8`;
export const masterPlaylistKey = (prefix: string) => `${prefix}/master.m3u8`;
export const dashManifestKey = (prefix: string) => `${prefix}/manifest.mpd`;
/** A still that may become the poster, of a task's frames. */
export const stillKey = (prefix: string) => `${prefix}/still.jpg`;
/** Cells of the storyboard that lie in a task's frames. */
export const storyboardSheetKey = (prefix: string) => `${prefix}/storyboard.jpg`;
export const storyboardKey = (prefix: string) => `${prefix}/storyboard.vtt`;
export const posterKey = (prefix: string) => `${prefix}/poster.jpg`;
/** Peaks of the sound; the picture of a sound without one is a poster like any other. */
export const waveformKey = (prefix: string) => `${prefix}/waveform.json`;
/** What people download: the picture with its sound, or the sound alone. */
export const mp4Key = (prefix: string) => `${prefix}/video.mp4`;
export const m4aKey = (prefix: string) => `${prefix}/audio.m4a`;
/** Copy of a source whose own clock cannot be trusted. */
export const remuxedSourceKey = (prefix: string) => `${prefix}/source.mkv`;
