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
}

/**
 * The master playlist: video rungs as variants, sound as a rendition of its own, so that changing the rung never
 * touches what is heard. Players start with the first variant they can sustain, so `variants` is kept in the order
 * given; bandwidths include the sound, as RFC 8216 4.3.4.2 asks.
 */
export function buildMasterPlaylist(variants: readonly VideoVariant[], audio?: AudioRendition): string {
  const lines = ['#EXTM3U', '#EXT-X-VERSION:7', '#EXT-X-INDEPENDENT-SEGMENTS'];
  if (audio) {
    const attributes = [
      'TYPE=AUDIO',
      'GROUP-ID="audio"',
      'NAME="Original"',
      'DEFAULT=YES',
      'AUTOSELECT=YES',
      `CHANNELS="${audio.channels}"`,
      `URI="${audio.uri}"`,
    ];
    lines.push(`#EXT-X-MEDIA:${attributes.join(',')}`);
  }
  for (const variant of variants) {
    const attributes = [
      `BANDWIDTH=${variant.bandwidth.peak + (audio?.bandwidth.peak ?? 0)}`,
      `AVERAGE-BANDWIDTH=${variant.bandwidth.average + (audio?.bandwidth.average ?? 0)}`,
      `CODECS="${[variant.codec, ...(audio ? [audio.codec] : [])].join(',')}"`,
      `RESOLUTION=${variant.width}x${variant.height}`,
      `FRAME-RATE=${toNumber(variant.frameRate).toFixed(3)}`,
      ...(audio ? ['AUDIO="audio"'] : []),
    ];
    lines.push(`#EXT-X-STREAM-INF:${attributes.join(',')}`, variant.uri);
  }
  return `${lines.join('\n')}\n`;
}
