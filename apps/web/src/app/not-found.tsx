import type { Metadata } from 'next';
import { texts } from '@/texts.ts';
import { ButtonLink } from '@/ui/button.tsx';

export const metadata: Metadata = { title: texts.problems.notFoundTitle };

export default function NotFound() {
  return (
    <div className="mx-auto max-w-lg py-20 text-center">
      <h1 className="text-2xl">{texts.problems.notFoundTitle}</h1>
      <p className="mt-2 mb-6 text-soft">{texts.problems.notFound}</p>
      <ButtonLink href="/">{texts.problems.home}</ButtonLink>
    </div>
  );
}
