import { languageTag } from './audio/languages.ts';
import type { Bandwidth, PlaylistSegment } from './playlist.ts';
import { formatRational, type Rational } from './rational.ts';
import { element, type XmlElement } from './xml.ts';

interface DashTrack {
  /** Of the rendition. */
  name: string;
  /** RFC 6381. */
  codec: string;
  bandwidth: Bandwidth;
  /** From zero on, without a gap. */
  segments: readonly PlaylistSegment[];
}

export interface DashPicture extends DashTrack {
  width: number;
  height: number;
  frameRate: Rational;
}

export interface DashSound extends DashTrack {
  channels: number;
  sampleRate: number;
  /** ISO 639 or BCP 47. */
  language?: string | undefined;
}

/** ISO/IEC 23009-1 8.3: the profile that allows a list of segments with addresses of their own. */
const PROFILE = 'urn:mpeg:dash:profile:isoff-main:2011';
const ROLES = 'urn:mpeg:dash:role:2011';
const CHANNELS = 'urn:mpeg:dash:23003:3:audio_channel_configuration:2011';

/** Whether a player can read all segments with one init segment, which is all that one DASH period offers. */
export const hasOneInit = (segments: readonly PlaylistSegment[]): boolean =>
  new Set(segments.map(({ initSha256 }) => initSha256)).size === 1;

/**
 * A static MPD (ISO/IEC 23009-1) over the same segments as the HLS playlists. Every claim of a task wrote below a
 * prefix of its own, so segments are listed one by one and not by a template. Pictures of one codec can replace each
 * other from segment to segment and share an adaptation set; each language of the sound has its own.
 * `targetSeconds` is the longest segment, rounded up.
 */
export function buildDashManifest(
  { pictures, sounds }: { pictures: readonly DashPicture[]; sounds: readonly DashSound[] },
  targetSeconds: number,
): string {
  const codecs = [...new Set(pictures.map(({ codec }) => family(codec)))];
  const sets = [
    ...codecs.map((codec) => pictureSet(pictures.filter((picture) => family(picture.codec) === codec))),
    ...sounds.map((sound, index) => soundSet(sound, index === 0 ? 'main' : 'alternate')),
  ];
  const seconds = Math.max(...[...pictures, ...sounds].map(({ segments }) => durationOf(segments)));
  const mpd = element(
    'MPD',
    {
      xmlns: 'urn:mpeg:dash:schema:mpd:2011',
      profiles: PROFILE,
      type: 'static',
      mediaPresentationDuration: `PT${seconds.toFixed(3)}S`,
      minBufferTime: `PT${targetSeconds}S`,
      maxSegmentDuration: `PT${targetSeconds}S`,
    },
    [element('Period', { id: '0', start: 'PT0S' }, sets)],
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${mpd}\n`;
}

const family = (codec: string) => codec.split('.')[0]!;
const durationOf = (segments: readonly PlaylistSegment[]) =>
  segments.reduce((sum, { ticks, timescale }) => sum + ticks / timescale, 0);

function pictureSet(pictures: readonly DashPicture[]): XmlElement {
  const representations = pictures.map((picture) =>
    element(
      'Representation',
      {
        ...common(picture),
        width: picture.width,
        height: picture.height,
        frameRate: formatRational(picture.frameRate),
        sar: '1:1',
      },
      [segmentList(picture.segments)],
    ),
  );
  return element(
    'AdaptationSet',
    { contentType: 'video', mimeType: 'video/mp4', segmentAlignment: 'true', startWithSAP: 1 },
    representations,
  );
}

function soundSet(sound: DashSound, role: 'main' | 'alternate'): XmlElement {
  const lang = sound.language === undefined ? undefined : languageTag(sound.language);
  const channels = element('AudioChannelConfiguration', { schemeIdUri: CHANNELS, value: sound.channels });
  const representation = element(
    'Representation',
    { ...common(sound), audioSamplingRate: sound.sampleRate },
    [channels, segmentList(sound.segments)],
  );
  return element(
    'AdaptationSet',
    {
      contentType: 'audio',
      mimeType: 'audio/mp4',
      ...(lang !== undefined && { lang }),
      segmentAlignment: 'true',
      startWithSAP: 1,
    },
    [element('Role', { schemeIdUri: ROLES, value: role }), representation],
  );
}

/** ISO/IEC 23009-1 5.3.5.2: with `minBufferTime` of a segment's length, the bandwidth is that of the largest one. */
const common = ({ name, codec, bandwidth }: DashTrack) => ({
  id: name,
  codecs: codec,
  bandwidth: bandwidth.peak,
});

function segmentList(segments: readonly PlaylistSegment[]): XmlElement {
  const [first] = segments;
  return element('SegmentList', { timescale: first!.timescale }, [
    element('Initialization', { sourceURL: first!.initUri }),
    element('SegmentTimeline', {}, timeline(segments)),
    ...segments.map(({ uri }) => element('SegmentURL', { media: uri })),
  ]);
}

/** Runs of equal length; `r` counts the repetitions after the first (ISO/IEC 23009-1 5.3.9.6). */
function timeline(segments: readonly PlaylistSegment[]): XmlElement[] {
  const runs: { ticks: number; repeated: number }[] = [];
  for (const { ticks } of segments) {
    const last = runs.at(-1);
    if (last?.ticks === ticks) last.repeated += 1;
    else runs.push({ ticks, repeated: 0 });
  }
  return runs.map(({ ticks, repeated }, index) =>
    element('S', { ...(index === 0 && { t: 0 }), d: ticks, ...(repeated > 0 && { r: repeated }) }),
  );
}
