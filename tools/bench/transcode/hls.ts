/** A variant of a master playlist. `uri` as it stands there. */
export interface Variant {
  uri: string;
  height: number;
  codec: 'h264' | 'av1';
}

export interface Master {
  variants: Variant[];
  /** Media playlists of the sound. */
  sounds: string[];
}

/** Reads what a player needs of a master playlist (RFC 8216 4.3.4). */
export function readMaster(text: string): Master {
  const lines = text.split('\n').map((line) => line.trim());
  const variants = lines.flatMap((line, index): Variant[] => {
    if (!line.startsWith('#EXT-X-STREAM-INF:')) return [];
    const uri = lines.slice(index + 1).find((next) => next && !next.startsWith('#'));
    const height = Number(/RESOLUTION=\d+x(\d+)/.exec(line)?.[1]);
    return uri && height ? [{ uri, height, codec: /CODECS="[^"]*av01/.test(line) ? 'av1' : 'h264' }] : [];
  });
  const sounds = lines.flatMap((line) => {
    if (!line.startsWith('#EXT-X-MEDIA:') || !line.includes('TYPE=AUDIO')) return [];
    return /URI="([^"]+)"/.exec(line)?.[1] ?? [];
  });
  return { variants, sounds };
}

/** Init segments and segments of a media playlist, in the order their bytes make one file. */
export function readMedia(text: string): { parts: string[]; segments: number; complete: boolean } {
  const parts: string[] = [];
  let segments = 0;
  for (const line of text.split('\n').map((each) => each.trim())) {
    const map = /^#EXT-X-MAP:.*URI="([^"]+)"/.exec(line)?.[1];
    if (map && parts.at(-1) !== map) parts.push(map);
    if (line && !line.startsWith('#')) {
      parts.push(line);
      segments += 1;
    }
  }
  return { parts, segments, complete: text.includes('#EXT-X-ENDLIST') };
}
