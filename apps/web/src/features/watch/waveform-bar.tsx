'use client';
import { useQuery } from '@tanstack/react-query';
import { useMemo, type KeyboardEvent } from 'react';
import { spokenDuration } from '@/lib/format.ts';
import { texts } from '@/texts.ts';
import { seekBy, seekTo, usePosition } from './use-position.ts';
import { asPeaks, barsOf, BARS, pathOf } from './waveform.ts';

interface Props {
  url: string | null;
  media: HTMLMediaElement | null;
}

/** Seconds that a key moves, as in the player. */
const steps: Record<string, number> = {
  ArrowLeft: -5,
  ArrowDown: -5,
  ArrowRight: 5,
  ArrowUp: 5,
  PageDown: -30,
  PageUp: 30,
};

/**
 * The whole sound as a picture that can be clicked. What is worked with is a range input over it, so pointers, keys,
 * touch and screen readers know it. A line stands in for a waveform that is not there yet.
 */
export function WaveformBar({ url, media }: Props) {
  const { time, duration } = usePosition(media);
  const { data: peaks } = useQuery({
    queryKey: ['waveform', url],
    enabled: url !== null,
    staleTime: Infinity,
    queryFn: async ({ signal }) => {
      const answer = await fetch(url!, { signal });
      if (!answer.ok) throw new Error(`The waveform is not there: ${answer.status}.`);
      return asPeaks(await answer.json()) ?? null;
    },
  });
  const path = useMemo(() => pathOf(peaks ? barsOf(peaks) : Array<number>(BARS).fill(0)), [peaks]);
  const played = duration > 0 ? Math.min(1, time / duration) : 0;

  const onKeyDown = (event: KeyboardEvent) => {
    const step = steps[event.key];
    if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    seekBy(media, step);
  };

  return (
    <div className="relative mt-3 h-20 rounded-card bg-sunken px-3 focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-focus sm:h-24">
      <div className="relative size-full" data-testid="waveform" data-ready={peaks ? true : undefined}>
        <Bars path={path} className="fill-line-strong" />
        <div
          className="absolute inset-0"
          style={{ clipPath: `inset(0 ${((1 - played) * 100).toFixed(2)}% 0 0)` }}
        >
          <Bars path={path} className="fill-accent-fill" />
        </div>
        <input
          type="range"
          min={0}
          max={duration}
          step="any"
          value={Math.min(time, duration)}
          disabled={duration === 0}
          aria-label={texts.watch.position}
          aria-valuetext={texts.watch.positionOf(spokenDuration(time), spokenDuration(duration))}
          onChange={(event) => seekTo(media, event.currentTarget.valueAsNumber)}
          onKeyDown={onKeyDown}
          className="waveform-range absolute inset-0 size-full cursor-pointer opacity-0 disabled:cursor-default"
        />
      </div>
    </div>
  );
}

const Bars = ({ path, className }: { path: string; className: string }) => (
  <svg
    aria-hidden="true"
    viewBox={`0 0 ${BARS} 1`}
    preserveAspectRatio="none"
    className={`absolute inset-0 size-full py-3 ${className}`}
  >
    <path d={path} />
  </svg>
);
