const anywhere = 'http://matinee.invalid';

/**
 * A path of this site out of a `next` parameter, or the fallback. The URL parser decides and not a pattern:
 * `//evil.example`, `/\evil.example` and `/\t/evil.example` are all other sites to a browser.
 */
export function localPath(next: string | null | undefined, fallback = '/'): string {
  if (!next?.startsWith('/')) return fallback;
  const url = URL.canParse(next, anywhere) ? new URL(next, anywhere) : undefined;
  if (url?.origin !== anywhere) return fallback;
  // Dots may have collapsed into `//evil.example`, which would be another site at the next reading.
  return url.pathname.startsWith('//') ? fallback : url.pathname + url.search + url.hash;
}
