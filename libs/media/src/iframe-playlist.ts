import {
  measureBandwidth,
  playlistHead,
  segmentLines,
  type Bandwidth,
  type PlaylistSegment,
} from './playlist.ts';

export interface IFrameVariant {
  uri: string;
  /** RFC 6381, of the picture alone. */
  codec: string;
  width: number;
  height: number;
  bandwidth: Bandwidth;
}

/** Whether the first frame of every segment is known by its bytes; only then there is an I-frame playlist. */
export const hasKeyFrames = (segments: readonly PlaylistSegment[]): boolean =>
  segments.length > 0 && segments.every(({ keyBytes }) => keyBytes !== undefined);

/**
 * The I-frame playlist of a complete rung (RFC 8216 4.3.3.6; Apple's authoring rules ask for one so that scrubbing
 * shows pictures): each segment by the bytes of its header and its first frame, for as long as the segment lasts.
 */
export function buildIFramePlaylist(
  segments: readonly PlaylistSegment[],
  options: { targetSeconds: number },
): string {
  const lines = [
    ...playlistHead(segments, options.targetSeconds, 'VOD'),
    '#EXT-X-I-FRAMES-ONLY',
    ...segmentLines(segments, 'key frame'),
    '#EXT-X-ENDLIST',
  ];
  return `${lines.join('\n')}\n`;
}

export const measureIFrameBandwidth = (segments: readonly PlaylistSegment[], target: number): Bandwidth =>
  measureBandwidth(
    segments.map(({ ticks, timescale, keyBytes }) => ({ ticks, timescale, bytes: keyBytes ?? 0 })),
    target,
  );

/** The master playlist's line for an I-frame playlist (RFC 8216 4.3.4.3). */
export function iFrameLine({ uri, codec, width, height, bandwidth }: IFrameVariant): string {
  const attributes = [
    `BANDWIDTH=${bandwidth.peak}`,
    `AVERAGE-BANDWIDTH=${bandwidth.average}`,
    `CODECS="${codec}"`,
    `RESOLUTION=${width}x${height}`,
    'VIDEO-RANGE=SDR',
    `URI="${uri}"`,
  ];
  return `#EXT-X-I-FRAME-STREAM-INF:${attributes.join(',')}`;
}
