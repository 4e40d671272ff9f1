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
}

/** RFC 8216: EXT-X-MAP in a playlist of media segments needs version 6, fMP4 with all we use is safe from 7 on. */
const VERSION = 7;

const seconds = (segment: Pick<PlaylistSegment, 'ticks' | 'timescale'>) => segment.ticks / segment.timescale;

/**
 * A media playlist. While the video grows it is an EVENT playlist that only gains lines; complete, it is a VOD one.
 * `targetSeconds` must stay the same while a playlist grows (RFC 8216 section 6.2.1), so the planned length of a
 * segment is passed in; it is raised only if a segment is longer.
 */
export function buildMediaPlaylist(
  segments: readonly PlaylistSegment[],
  options: { complete: boolean; targetSeconds: number },
): string {
  // RFC 8216 4.3.3.1: each EXTINF, rounded to the nearest integer, must not exceed the target duration.
  const target = Math.max(
    Math.ceil(options.targetSeconds),
    ...segments.map((segment) => Math.round(seconds(segment))),
  );
  const lines = [
    '#EXTM3U',
    `#EXT-X-VERSION:${VERSION}`,
    `#EXT-X-TARGETDURATION:${target}`,
    '#EXT-X-MEDIA-SEQUENCE:0',
    `#EXT-X-PLAYLIST-TYPE:${options.complete ? 'VOD' : 'EVENT'}`,
    '#EXT-X-INDEPENDENT-SEGMENTS',
  ];
  let init: string | undefined;
  for (const segment of segments) {
    if (segment.initSha256 !== init) lines.push(`#EXT-X-MAP:URI="${segment.initUri}"`);
    init = segment.initSha256;
    lines.push(`#EXTINF:${seconds(segment).toFixed(6)},`, segment.uri);
  }
  if (options.complete) lines.push('#EXT-X-ENDLIST');
  return `${lines.join('\n')}\n`;
}

export interface Bandwidth {
  /** Largest bit/s of any segment. */
  peak: number;
  average: number;
}

/** Measured from the segments themselves, as RFC 8216 4.3.4.2 defines BANDWIDTH and AVERAGE-BANDWIDTH. */
export function measureBandwidth(
  segments: readonly Pick<PlaylistSegment, 'ticks' | 'timescale' | 'bytes'>[],
): Bandwidth {
  // A last segment of two frames has no meaningful rate: its header alone would set the peak.
  const steady = segments.filter((segment) => seconds(segment) >= 1);
  const counted = steady.length > 0 ? steady : segments;
  const duration = segments.reduce((sum, segment) => sum + seconds(segment), 0);
  const bytes = segments.reduce((sum, segment) => sum + segment.bytes, 0);
  return {
    peak: Math.ceil(Math.max(0, ...counted.map((segment) => (segment.bytes * 8) / seconds(segment)))),
    average: duration > 0 ? Math.ceil((bytes * 8) / duration) : 0,
  };
}
