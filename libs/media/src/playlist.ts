/** One segment as a media playlist lists it. */
export interface PlaylistSegment {
  uri: string;
  /** Address of its init segment. */
  initUri: string;
  /** Two segments with the same hash need no new EXT-X-MAP between them. */
  initSha256: string;
  /** Exact length: `ticks / timescale` seconds. */
  ticks: number;
  timescale: number;
  bytes: number;
  /** Bytes up to the end of its first, key, frame. */
  keyBytes?: number | undefined;
}

/** RFC 8216: EXT-X-MAP in a playlist of media segments needs version 6, fMP4 with all we use is safe from 7 on. */
export const HLS_VERSION = 7;

/** Sound is cut at the first AAC frame (1024 of 48,000 samples a second) after the picture's place; rounded up. */
const AUDIO_OVERHANG = 0.03;

const seconds = (segment: Pick<PlaylistSegment, 'ticks' | 'timescale'>) => segment.ticks / segment.timescale;

/**
 * The target duration of every playlist of a video, in whole seconds. RFC 8216 6.2.4: they must all name the same
 * one; 6.2.1: it must not change while a playlist grows. So it comes from the longest segment that is planned
 * (seconds), with room for what sound needs.
 */
export const targetDuration = (longestSegment: number): number => Math.ceil(longestSegment + AUDIO_OVERHANG);

/** First lines of a media playlist. `target` is raised only if a segment is longer than was planned. */
export function playlistHead(segments: readonly PlaylistSegment[], target: number, type: string): string[] {
  return [
    '#EXTM3U',
    `#EXT-X-VERSION:${HLS_VERSION}`,
    `#EXT-X-TARGETDURATION:${Math.ceil(Math.max(target, ...segments.map(seconds)))}`,
    '#EXT-X-MEDIA-SEQUENCE:0',
    `#EXT-X-PLAYLIST-TYPE:${type}`,
    '#EXT-X-INDEPENDENT-SEGMENTS',
  ];
}

/** The lines of each segment, with an EXT-X-MAP wherever its init segment has another content than the one before. */
export function segmentLines(segments: readonly PlaylistSegment[], extra: 'whole' | 'key frame'): string[] {
  let init: string | undefined;
  return segments.flatMap((segment) => {
    const map = segment.initSha256 === init ? [] : [`#EXT-X-MAP:URI="${segment.initUri}"`];
    init = segment.initSha256;
    const range = extra === 'whole' ? [] : [`#EXT-X-BYTERANGE:${segment.keyBytes}@0`];
    return [...map, `#EXTINF:${seconds(segment).toFixed(6)},`, ...range, segment.uri];
  });
}

/**
 * A media playlist. While the video grows it is an EVENT playlist that only gains lines; complete, it is a VOD one.
 * `targetSeconds` is the `targetDuration` of the video.
 */
export function buildMediaPlaylist(
  segments: readonly PlaylistSegment[],
  options: { complete: boolean; targetSeconds: number },
): string {
  const lines = [
    ...playlistHead(segments, options.targetSeconds, options.complete ? 'VOD' : 'EVENT'),
    ...segmentLines(segments, 'whole'),
    ...(options.complete ? ['#EXT-X-ENDLIST'] : []),
  ];
  return `${lines.join('\n')}\n`;
}

export interface Bandwidth {
  /** Most bit/s of any stretch of about a segment's length. */
  peak: number;
  average: number;
}

/**
 * Measured from the segments themselves, as RFC 8216 4.3.4.2 defines BANDWIDTH and AVERAGE-BANDWIDTH: the peak is
 * that of any contiguous set of segments that lasts between 0.5 and 1.5 times the target duration (seconds). So a
 * last segment of two frames counts together with those before it. A shorter video has only its average.
 */
export function measureBandwidth(
  segments: readonly Pick<PlaylistSegment, 'ticks' | 'timescale' | 'bytes'>[],
  target: number = targetDuration(Math.max(...segments.map(seconds))),
): Bandwidth {
  const rate = (bytes: number, duration: number) => Math.ceil((bytes * 8) / duration);
  const duration = segments.reduce((sum, segment) => sum + seconds(segment), 0);
  const bytes = segments.reduce((sum, segment) => sum + segment.bytes, 0);
  const average = duration > 0 ? rate(bytes, duration) : 0;
  let peak = average;
  for (let first = 0; first < segments.length; first += 1) {
    let set = { bytes: 0, seconds: 0 };
    for (let last = first; last < segments.length; last += 1) {
      const next = segments[last]!;
      set = { bytes: set.bytes + next.bytes, seconds: set.seconds + seconds(next) };
      if (set.seconds > target * 1.5) break;
      if (set.seconds >= target * 0.5) peak = Math.max(peak, rate(set.bytes, set.seconds));
    }
  }
  return { peak, average };
}
