import type { ReactNode } from 'react';

interface Props {
  poster?: string | null;
  bright?: boolean;
  children?: ReactNode;
}

/**
 * The place of the picture: one size in every state, so that nothing below it ever moves. Other shapes get bars, and
 * so does a window that is too low for the whole width. A poster is dimmed behind words, and `bright` where it is all
 * there is to see, on the ground of covers that are drawn from the sound.
 */
export function Stage({ poster, bright, children }: Props) {
  return (
    <div
      className={`relative aspect-video max-h-[calc(100dvh-11rem)] min-h-44 w-full overflow-hidden rounded-card ${bright ? 'bg-[#17151f]' : 'bg-black'} text-white`}
    >
      {poster && (
        <img
          src={poster}
          alt=""
          width={1280}
          height={720}
          className={`absolute inset-0 size-full object-contain ${bright ? '' : 'opacity-60'}`}
        />
      )}
      <div className="relative size-full">{children}</div>
    </div>
  );
}

/** Words on the stage instead of a picture. */
export function StageMessage({
  title,
  children,
  extra,
}: {
  title: string;
  children: ReactNode;
  extra?: ReactNode;
}) {
  return (
    <div className="grid size-full place-items-center bg-black/70 p-4 text-center">
      <div className="w-full max-w-md">
        <h2 className="text-lg sm:text-xl">{title}</h2>
        <p className="mt-2 text-sm text-white/80 sm:text-base">{children}</p>
        {extra && <div className="mt-5">{extra}</div>}
      </div>
    </div>
  );
}
