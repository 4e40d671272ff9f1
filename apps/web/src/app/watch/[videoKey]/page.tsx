import type { Metadata } from 'next';
import { loadVideo } from '@/features/watch/load-video.ts';
import { watchMetadata } from '@/features/watch/watch-metadata.ts';
import { siteOrigin } from '@/lib/site-origin.ts';
import { WatchPage } from '@/features/watch/watch-page.tsx';

interface Props {
  params: Promise<{ videoKey: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const [video, origin] = await Promise.all([loadVideo((await params).videoKey), siteOrigin()]);
  return { ...watchMetadata(video), metadataBase: origin ?? null };
}

export default async function Watch({ params }: Props) {
  const { videoKey } = await params;
  return <WatchPage key={videoKey} videoKey={videoKey} initial={await loadVideo(videoKey)} />;
}
