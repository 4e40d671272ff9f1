import { mediaPath } from '@matinee/contracts';

/** What a player can read: text by path (`/media/{key}` or `/transcodes/…`), and whether an object is there. */
export type Readable = {
  text: (path: string) => Promise<string | undefined>;
  has: (path: string) => Promise<boolean>;
};
export type Walk = { found: string[]; missing: string[] };

const isDocument = (path: string) => /\.(m3u8|mpd|vtt)$/.test(path);

/** Everything that a playlist, manifest or index of pictures names, as paths. */
export function references(text: string, base: string): string[] {
  const plain = text.startsWith('#EXTM3U')
    ? text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
    : [...text.matchAll(/^(\S+)#xywh=/gm), ...text.matchAll(/<BaseURL>([^<]+)<\/BaseURL>/g)].map(
        ([, uri = '']) => uri,
      );
  const attributes = [...text.matchAll(/(?:URI|sourceURL|media|initialization)="([^"$]+)"/g)].map(
    ([, uri = '']) => uri,
  );
  return [...new Set([...plain, ...attributes])].map(
    (uri) => new URL(uri.trim(), `http://site${base}`).pathname,
  );
}

/** Follows a document to everything it leads to, as a player would. Undefined when it cannot be read itself. */
export async function walk(start: string, readable: Readable): Promise<Walk | undefined> {
  const first = await readable.text(start);
  if (first === undefined) return undefined;
  const result: Walk = { found: [start], missing: [] };
  const seen = new Set([start]);
  const visit = async (path: string): Promise<void> => {
    if (seen.has(path)) return;
    seen.add(path);
    const text = isDocument(path) ? await readable.text(path) : undefined;
    const there = isDocument(path) ? text !== undefined : await readable.has(path);
    result[there ? 'found' : 'missing'].push(path);
    if (text !== undefined) for (const next of references(text, path)) await visit(next);
  };
  for (const next of references(first, start)) await visit(next);
  return result;
}

/** Key of the media bucket that a path stands for. */
export const keyOf = (path: string): string | undefined =>
  path.startsWith(mediaPath('')) ? path.slice(mediaPath('').length) : undefined;
