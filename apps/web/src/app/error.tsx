'use client';
import { texts } from '@/texts.ts';
import { Button, ButtonLink } from '@/ui/button.tsx';

interface Props {
  error: unknown;
  retry: () => void;
}

/** Next.js gives errors of the server a digest under which they are logged. */
const digestOf = (error: unknown): string | undefined =>
  error instanceof Error && 'digest' in error ? String(error.digest) : undefined;

export default function PageError({ error, retry }: Props) {
  const digest = digestOf(error);
  return (
    <div className="mx-auto max-w-lg py-20 text-center">
      <title>{texts.titleOf(texts.problems.pageTitle)}</title>
      <h1 className="text-2xl">{texts.problems.pageTitle}</h1>
      <p className="mt-2 text-soft">{texts.problems.page}</p>
      {digest && <p className="mt-2 text-sm text-soft">{texts.common.reference(digest)}</p>}
      <div className="mt-6 flex justify-center gap-3">
        <Button onClick={retry}>{texts.common.retry}</Button>
        <ButtonLink look="secondary" href="/">
          {texts.problems.home}
        </ButtonLink>
      </div>
    </div>
  );
}
