import type { Metadata } from 'next';
import { SignedIn } from '@/features/session/signed-in.tsx';
import { OwnListSkeleton } from '@/features/videos/own-list-skeleton.tsx';
import { OwnVideos } from '@/features/videos/own-videos.tsx';
import { texts } from '@/texts.ts';
import { ButtonLink } from '@/ui/button.tsx';

export const metadata: Metadata = { title: texts.myVideos.title };

export default function MyVideos() {
  return (
    <div className="mx-auto max-w-5xl">
      <div className="mb-6 flex flex-wrap items-center justify-between gap-4">
        <h1 className="text-2xl sm:text-3xl">{texts.myVideos.title}</h1>
        <ButtonLink href="/upload">{texts.myVideos.uploadFirst}</ButtonLink>
      </div>
      <SignedIn placeholder={<OwnListSkeleton />}>
        <OwnVideos />
      </SignedIn>
    </div>
  );
}
