import { languageTag, trackNames } from './audio/languages.ts';
import { iFrameLine, type IFrameVariant } from './iframe-playlist.ts';
import { toNumber, type Rational } from './rational.ts';
import type { Bandwidth } from './playlist.ts';

export interface VideoVariant {
  uri: string;
  /** RFC 6381, for example `avc1.640028`. */
  codec: string;
  width: number;
  height: number;
  frameRate: Rational;
  bandwidth: Bandwidth;
}

export interface AudioRendition {
  uri: string;
  codec: string;
  channels: number;
  bandwidth: Bandwidth;
  /** ISO 639, where the source tells. */
  language?: string | undefined;
}

/**
 * The master playlist: video rungs as variants, sound as renditions of their own, so that changing the rung never
 * touches what is heard. The first sound is the default. Players start with the first variant they can sustain, so
 * `variants` is kept in the order given; bandwidths include the largest sound, as RFC 8216 4.3.4.2 asks. Without a
 * picture the default sound is the one variant. `keyFrames` are the rungs' I-frame playlists, for scrubbing.
 */
export function buildMasterPlaylist(
  variants: readonly VideoVariant[],
  sounds: readonly AudioRendition[] = [],
  keyFrames: readonly IFrameVariant[] = [],
): string {
  const lines = [
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    '#EXT-X-INDEPENDENT-SEGMENTS',
    ...(variants.length > 0 || sounds.length > 1 ? mediaLines(sounds) : []),
    ...variants.flatMap((variant) => variantLines(variant, sounds)),
    ...(variants.length === 0 ? soundAlone(sounds) : []),
    ...keyFrames.map(iFrameLine),
  ];
  return `${lines.join('\n')}\n`;
}

function mediaLines(sounds: readonly AudioRendition[]): string[] {
  const names = trackNames(sounds.map(({ language }) => language));
  return sounds.map(({ channels, uri, language }, position) => {
    const tag = language === undefined ? undefined : languageTag(language);
    const attributes = [
      'TYPE=AUDIO',
      'GROUP-ID="audio"',
      `NAME="${names[position]}"`,
      ...(tag === undefined ? [] : [`LANGUAGE="${tag}"`]),
      `DEFAULT=${position === 0 ? 'YES' : 'NO'}`,
      'AUTOSELECT=YES',
      `CHANNELS="${channels}"`,
      `URI="${uri}"`,
    ];
    return `#EXT-X-MEDIA:${attributes.join(',')}`;
  });
}

function variantLines(variant: VideoVariant, sounds: readonly AudioRendition[]): string[] {
  const attributes = [
    ...bandwidthOf(sounds, variant.bandwidth),
    `CODECS="${codecsOf(sounds, variant.codec)}"`,
    `RESOLUTION=${variant.width}x${variant.height}`,
    `FRAME-RATE=${toNumber(variant.frameRate).toFixed(3)}`,
    // Without these two players look for captions in the picture, and may take it for HDR.
    'VIDEO-RANGE=SDR',
    'CLOSED-CAPTIONS=NONE',
    ...(sounds.length > 0 ? ['AUDIO="audio"'] : []),
  ];
  return [`#EXT-X-STREAM-INF:${attributes.join(',')}`, variant.uri];
}

function soundAlone(sounds: readonly AudioRendition[]): string[] {
  const [first] = sounds;
  if (!first) return [];
  const attributes = [
    ...bandwidthOf(sounds),
    `CODECS="${codecsOf(sounds)}"`,
    ...(sounds.length > 1 ? ['AUDIO="audio"'] : []),
  ];
  return [`#EXT-X-STREAM-INF:${attributes.join(',')}`, first.uri];
}

/** Whichever sound is chosen, the connection must carry it. */
function bandwidthOf(sounds: readonly AudioRendition[], picture: Bandwidth = { peak: 0, average: 0 }) {
  const most = (rate: keyof Bandwidth) => Math.max(0, ...sounds.map(({ bandwidth }) => bandwidth[rate]));
  return [
    `BANDWIDTH=${picture.peak + most('peak')}`,
    `AVERAGE-BANDWIDTH=${picture.average + most('average')}`,
  ];
}

const codecsOf = (sounds: readonly AudioRendition[], ...picture: string[]) =>
  [...new Set([...picture, ...sounds.map(({ codec }) => codec)])].join(',');
