import { findMoov, looksLikeMovie, type BoxPlace } from '@matinee/media';
import type { RangeSource } from './byte-source.ts';

/** An index (`moov` box) and where it lies. */
export interface MovieIndex extends BoxPlace {
  moov: Uint8Array;
}

/**
 * Reads the index of an MP4 or QuickTime file, wherever it lies, and nothing else but the headers of the boxes before
 * it. Undefined for another container or a fragmented file. Throws MalformedMediaError, or whatever reading throws.
 */
export async function readMovieIndex(source: RangeSource): Promise<MovieIndex | undefined> {
  if (source.size < 8 || !looksLikeMovie(await source.range(0, 8))) return undefined;
  const place = await findMoov((start, end) => source.range(start, end), source.size);
  return place && { ...place, moov: await source.range(place.offset, place.offset + place.size) };
}
