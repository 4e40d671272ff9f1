'use client';
import { useSession } from '@/features/session/session-provider.tsx';
import { texts } from '@/texts.ts';
import { ButtonLink } from '@/ui/button.tsx';

/** The service does not tell a private video from none, and neither does this page. */
export function Missing({ videoKey }: { videoKey?: string }) {
  const { person } = useSession();
  return (
    <div className="mx-auto max-w-lg py-20 text-center">
      <h1 className="text-2xl">{texts.watch.missingTitle}</h1>
      <p className="mt-2 mb-6 text-soft">{texts.watch.missing}</p>
      <div className="flex flex-wrap justify-center gap-3">
        <ButtonLink href="/">{texts.problems.home}</ButtonLink>
        {!person && (
          <ButtonLink
            look="secondary"
            href={`/login?next=${encodeURIComponent(videoKey ? `/watch/${videoKey}` : '/')}`}
          >
            {texts.nav.logIn}
          </ButtonLink>
        )}
      </div>
    </div>
  );
}
