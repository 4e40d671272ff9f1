import type { Metadata } from 'next';
import { loadVideo } from '@/features/watch/load-video.ts';
import { watchMetadata } from '@/features/watch/watch-metadata.ts';
import { WatchPage } from '@/features/watch/watch-page.tsx';

interface Props {
  params: Promise<{ videoKey: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return watchMetadata(await loadVideo((await params).videoKey));
}

export default async function Watch({ params }: Props) {
  const { videoKey } = await params;
  return <WatchPage key={videoKey} videoKey={videoKey} initial={await loadVideo(videoKey)} />;
}
