import type { Metadata } from 'next';
import { SignedIn } from '@/features/session/signed-in.tsx';
import { UploadPage } from '@/features/upload/upload-page.tsx';
import { texts } from '@/texts.ts';

export const metadata: Metadata = { title: texts.upload.title };

export default function Upload() {
  return (
    <div className="mx-auto max-w-3xl">
      <h1 className="text-2xl sm:text-3xl">{texts.upload.heading}</h1>
      <p className="mt-2 text-soft">{texts.upload.lead}</p>
      <SignedIn placeholder={<div className="skeleton mt-6 h-64 !rounded-card" />}>
        <UploadPage />
      </SignedIn>
    </div>
  );
}
