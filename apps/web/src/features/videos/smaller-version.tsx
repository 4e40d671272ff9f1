'use client';
import type { Av1State, OwnVideo } from '@matinee/contracts';
import { useEffect, useId, useRef } from 'react';
import { texts } from '@/texts.ts';
import { Badge } from '@/ui/badge.tsx';
import { Button } from '@/ui/button.tsx';
import { useAv1 } from './use-av1.ts';

const words: Record<Exclude<Av1State, 'off'>, string> = {
  impossible: texts.av1.impossible,
  none: texts.av1.offered,
  encoding: texts.av1.making,
  finalizing: texts.av1.making,
  done: texts.av1.done,
  failed: texts.av1.failed,
};

/** The owner's choice of AV1: not part of the form around it, because it acts at once. */
export function SmallerVersion({ video }: { video: OwnVideo }) {
  // Sound has no size of picture, and there is nothing yet to add to while a video is in the works.
  return video.status === 'ready' && video.width !== null ? <Offer videoKey={video.videoKey} /> : null;
}

function Offer({ videoKey }: { videoKey: string }) {
  const { state, asking, problem, ask } = useAv1(videoKey);
  const titleId = useId();
  const text = useRef<HTMLParagraphElement>(null);
  const settled = state === 'done' || state === 'impossible';
  const hadButton = useRef(false);

  // Who pressed the button stays where it was when it goes.
  useEffect(() => {
    if (settled && hadButton.current && document.activeElement === document.body) text.current?.focus();
    hadButton.current = !settled;
  }, [settled]);

  if (state === 'off') return null;
  const making = state === 'encoding' || state === 'finalizing';
  const waiting = state === undefined && !problem;
  const busy = asking ? texts.av1.asking : waiting ? texts.common.loading : making && texts.av1.beingMade;
  return (
    <section aria-labelledby={titleId} className="rounded-control border border-line p-4">
      <h3 id={titleId} className="text-sm font-semibold">
        {texts.av1.title}
      </h3>
      {/* Three lines and a button high in every state, or one line more in two columns: nothing moves. */}
      <div className="mt-1 grid items-start gap-x-4 gap-y-3 sm:grid-cols-[1fr_auto]">
        <p ref={text} tabIndex={-1} role="status" className="min-h-15 text-sm text-soft outline-none">
          {words[state ?? 'none']}
        </p>
        <div className="flex min-h-11 items-center sm:min-h-10 sm:w-48 sm:justify-end">
          {settled ? (
            <Badge tone={state === 'done' ? 'good' : 'plain'}>
              {state === 'done' ? texts.av1.made : texts.av1.unavailable}
            </Badge>
          ) : (
            <Button look="secondary" busy={busy} aria-describedby={titleId} onClick={ask}>
              {state === 'failed' ? texts.av1.again : texts.av1.make}
            </Button>
          )}
        </div>
      </div>
      {problem && (
        <p role="alert" className="mt-2 text-sm font-medium text-danger">
          {problem}
        </p>
      )}
    </section>
  );
}
