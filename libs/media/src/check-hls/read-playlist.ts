/** A line that is not empty and not a comment: a tag with its value, or an address. */
export interface Line {
  tag: string | null;
  /** After the colon; the address itself where there is no tag. */
  value: string;
}

/** Lines of a playlist; undefined for a text that is none (RFC 8216 4.1: begins with #EXTM3U, no CR, no BOM). */
export function readLines(text: string): Line[] | undefined {
  if (!text.startsWith('#EXTM3U\n') || text.includes('\r')) return undefined;
  return text
    .split('\n')
    .filter((line) => line !== '' && (!line.startsWith('#') || line.startsWith('#EXT')))
    .map((line) => {
      if (!line.startsWith('#')) return { tag: null, value: line };
      const colon = line.indexOf(':');
      if (colon === -1) return { tag: line.slice(1), value: '' };
      return { tag: line.slice(1, colon), value: line.slice(colon + 1) };
    });
}

export type Attributes = ReadonlyMap<string, string>;

/** RFC 8216 4.2: a list of NAME=value; quotes are taken off. Undefined where it is not one, or names something twice. */
export function readAttributes(value: string): Attributes | undefined {
  const attributes = new Map<string, string>();
  const pattern = /([A-Z0-9-]+)=("[^"\n\r]*"|[^",\s][^,\s]*)(,|$)/y;
  while (pattern.lastIndex < value.length) {
    const match = pattern.exec(value);
    if (!match || attributes.has(match[1]!)) return undefined;
    attributes.set(match[1]!, match[2]!.replaceAll('"', ''));
    if (match[3] === '' && pattern.lastIndex < value.length) return undefined;
  }
  return attributes;
}

export interface ListedSegment {
  path: string;
  /** EXTINF in seconds. */
  seconds: number;
  init: string | null;
  /** Bytes from the start of the file, where only they are meant. */
  range: number | null;
}

export interface MediaPlaylist {
  tags: ReadonlyMap<string, string>;
  /** Tags that stand more than once although they may not. */
  repeated: string[];
  segments: ListedSegment[];
  /** Lines that could not be understood. */
  strange: string[];
}

const ONCE = [
  'EXT-X-VERSION',
  'EXT-X-TARGETDURATION',
  'EXT-X-MEDIA-SEQUENCE',
  'EXT-X-PLAYLIST-TYPE',
  'EXT-X-INDEPENDENT-SEGMENTS',
  'EXT-X-I-FRAMES-ONLY',
  'EXT-X-ENDLIST',
];

/** Reads a media playlist; `base` is its own path. */
export function readMediaPlaylist(lines: readonly Line[], base: string): MediaPlaylist {
  const tags = new Map<string, string>();
  const playlist: MediaPlaylist = { tags, repeated: [], segments: [], strange: [] };
  let init: string | null = null;
  let seconds: number | undefined;
  let range: number | null = null;
  for (const { tag, value } of lines.slice(1)) {
    if (tag === null) {
      if (seconds === undefined) playlist.strange.push(value);
      else playlist.segments.push({ path: resolve(value, base), seconds, init, range });
      seconds = undefined;
      range = null;
    } else if (tag === 'EXTINF' && /^\d+(\.\d+)?,/.test(value)) seconds = Number.parseFloat(value);
    else if (tag === 'EXT-X-BYTERANGE' && /^\d+@0$/.test(value)) range = Number.parseInt(value, 10);
    else if (tag === 'EXT-X-MAP' && readAttributes(value)?.has('URI')) {
      init = resolve(readAttributes(value)!.get('URI')!, base);
    } else if (ONCE.includes(tag)) {
      if (tags.has(tag)) playlist.repeated.push(tag);
      tags.set(tag, value);
    } else playlist.strange.push(`${tag}:${value}`);
  }
  return playlist;
}

/** The path that a relative address means. */
export function resolve(uri: string, base: string): string {
  const parts = uri.startsWith('/') ? [] : base.split('/').slice(0, -1);
  for (const part of uri.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && (part !== '' || parts.length === 0)) parts.push(part);
  }
  return parts.join('/');
}
