'use client';
import type { PosterChoice as Still } from '@matinee/contracts';
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { api } from '@/lib/api/browser.ts';
import { getVideo } from '@/lib/api/videos.ts';
import { texts } from '@/texts.ts';

const grid = 'grid grid-cols-2 gap-2 sm:grid-cols-3';

interface Props {
  videoKey: string;
  error: string | undefined;
}

/** Stills of the video as a field of a form: `posterKey`, where another one than the present poster is chosen. */
export function PosterChoice({ videoKey, error }: Props) {
  const { data, isPending, isError, isPaused } = useQuery({
    queryKey: ['video', videoKey],
    queryFn: ({ signal }) => getVideo(api, videoKey, signal),
  });
  const posters = data?.posters ?? [];
  if (isPending && !isPaused) return <PosterSkeleton />;
  // Also without a connection; they come by themselves when it is back.
  if ((isError || isPaused) && !data) return <p className="text-sm text-soft">{texts.poster.failed}</p>;
  if (posters.length < 2) return null;
  return <Choice posters={posters} error={error} />;
}

function Choice({ posters, error }: { posters: readonly Still[]; error: string | undefined }) {
  const before = posters.find(({ chosen }) => chosen)?.key;
  const [key, setKey] = useState(before);
  const errorId = useId();
  return (
    <fieldset aria-describedby={error ? errorId : undefined}>
      <legend className="mb-1.5 text-sm font-semibold">{texts.poster.label}</legend>
      <div className={grid}>
        {posters.map((poster, index) => (
          <label
            key={poster.key}
            className="relative block aspect-video cursor-pointer overflow-hidden rounded-control bg-sunken outline-2 outline-offset-2 outline-transparent has-checked:ring-3 has-checked:ring-accent has-focus-visible:outline-ink"
          >
            <input
              type="radio"
              name="poster"
              checked={poster.key === key}
              onChange={() => setKey(poster.key)}
              className="absolute inset-0 size-full cursor-pointer opacity-0"
            />
            <span className="sr-only">{texts.poster.option(index + 1, posters.length)}</span>
            <img src={poster.url} alt="" width={320} height={180} className="size-full object-contain" />
          </label>
        ))}
      </div>
      {/* Left as it is, the poster stays automatic. */}
      {key !== undefined && key !== before && <input type="hidden" name="posterKey" value={key} />}
      {error && (
        <p id={errorId} className="mt-1.5 text-sm font-medium text-danger">
          {error}
        </p>
      )}
    </fieldset>
  );
}

function PosterSkeleton() {
  return (
    <div role="status">
      <span className="sr-only">{texts.poster.loading}</span>
      <p aria-hidden="true" className="mb-1.5 text-sm font-semibold">
        {texts.poster.label}
      </p>
      <div aria-hidden="true" className={grid}>
        {[1, 2, 3, 4, 5, 6].map((n) => (
          <div key={n} className="skeleton aspect-video !rounded-control" />
        ))}
      </div>
    </div>
  );
}
