import type { Video } from '@matinee/contracts';
import type { Metadata } from 'next';
import { texts } from '@/texts.ts';

/** Long enough for a preview, cut at a word. */
const summaryLength = 200;

export function summary(text: string): string {
  const flat = text.replaceAll(/\s+/g, ' ').trim();
  if (flat.length <= summaryLength) return flat;
  return `${flat.slice(0, flat.lastIndexOf(' ', summaryLength) + 1 || summaryLength).trimEnd()}…`;
}

/** Head of a watch page. Videos that are not public are kept out of indexes and previews carry no picture of them. */
export function watchMetadata(video: Video | undefined): Metadata {
  if (!video) return { title: texts.watch.fallbackTitle, robots: { index: false } };
  const description = summary(video.description) || texts.tagline;
  const listed = video.visibility === 'public';
  return {
    title: video.displayName,
    description,
    ...(listed ? {} : { robots: { index: false } }),
    openGraph: {
      type: 'video.other',
      siteName: texts.product,
      title: video.displayName,
      description,
      ...(listed && video.posterUrl ? { images: [video.posterUrl] } : {}),
    },
  };
}
