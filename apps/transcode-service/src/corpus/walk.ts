/** Reads an object of the media bucket. Rejects when it is not there. */
export type Fetch = (key: string) => Promise<Buffer>;

export interface WalkedSegment {
  key: string;
  seconds: number;
}

/** A media playlist with all it names. */
export interface Walked {
  name: string;
  target: number;
  initKeys: string[];
  segments: WalkedSegment[];
  /** Init segment and media segments, one after the other: an MP4. */
  bytes: Buffer;
  /** Attributes of the line of the master that names it. */
  attributes: string;
}

export interface Presentation {
  rungs: Walked[];
  sounds: Walked[];
  /** Every byte that was read, for a search of what must not be in there. */
  bytes: number;
}

/** From the master to every address, as a player would go. Rejects when one leads nowhere. */
export async function walk(masterKey: string, fetch: Fetch): Promise<Presentation> {
  const master = (await fetch(masterKey)).toString();
  if (!master.startsWith('#EXTM3U')) throw new Error('The master is not a playlist.');
  const lines = master.split('\n');
  const rungs: Walked[] = [];
  const sounds: Walked[] = [];
  for (const [position, line] of lines.entries()) {
    const media = /^#EXT-X-MEDIA:(.*TYPE=AUDIO.*)$/.exec(line)?.[1];
    const uri = media && /URI="([^"]+)"/.exec(media)?.[1];
    if (media && uri) sounds.push(await walkMedia(resolve(masterKey, uri), media, fetch));
    const variant = /^#EXT-X-STREAM-INF:(.*)$/.exec(line)?.[1];
    if (variant) rungs.push(await walkMedia(resolve(masterKey, lines[position + 1] ?? ''), variant, fetch));
  }
  const bytes = [...rungs, ...sounds].reduce((sum, walked) => sum + walked.bytes.length, master.length);
  return { rungs, sounds, bytes };
}

async function walkMedia(key: string, attributes: string, fetch: Fetch): Promise<Walked> {
  const text = (await fetch(key)).toString();
  if (!text.includes('#EXT-X-ENDLIST')) throw new Error(`${key} has no end.`);
  const initKeys = [...text.matchAll(/^#EXT-X-MAP:URI="([^"]+)"/gm)].map((match) => resolve(key, match[1]!));
  const segments = [...text.matchAll(/^#EXTINF:([\d.]+),.*\n(?:#.*\n)*([^#\n]+)$/gm)].map((match) => ({
    seconds: Number(match[1]),
    key: resolve(key, match[2]!),
  }));
  const parts: Buffer[] = [];
  for (const part of [...initKeys, ...segments.map((segment) => segment.key)]) {
    const bytes = await fetch(part);
    if (bytes.length === 0) throw new Error(`${part} is empty.`);
    parts.push(bytes);
  }
  const target = Number(/^#EXT-X-TARGETDURATION:(\d+)/m.exec(text)?.[1]);
  const name = /([^/]+)\.m3u8$/.exec(key)?.[1] ?? key;
  return { name, target, initKeys, segments, bytes: Buffer.concat(parts), attributes };
}

/** Addresses are paths of the CDN, or relative to the playlist. */
function resolve(from: string, uri: string): string {
  const url = new URL(uri, `http://media/media/${from}`);
  if (url.host !== 'media' || !url.pathname.startsWith('/media/')) throw new Error(`${uri} leads away.`);
  return decodeURIComponent(url.pathname.slice('/media/'.length));
}

export const lengthOf = (walked: Walked): number =>
  walked.segments.reduce((sum, { seconds }) => sum + seconds, 0);
