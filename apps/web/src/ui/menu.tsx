'use client';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { buttonClass } from './button.tsx';

interface Props {
  /** Accessible name of the button. */
  label: string;
  button: ReactNode;
  children: (close: () => void) => ReactNode;
}

/** A disclosure: a button that shows a panel of ordinary links and buttons. Closes on Escape, outside press and blur. */
export function Menu({ label, button, children }: Props) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (!open) return;
    const onPointer = (event: PointerEvent) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', onPointer);
    return () => document.removeEventListener('pointerdown', onPointer);
  }, [open]);

  return (
    <div
      ref={root}
      className="relative"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return;
        setOpen(false);
        root.current?.querySelector('button')?.focus();
      }}
      onBlur={(event) => {
        if (event.relatedTarget && !root.current?.contains(event.relatedTarget)) setOpen(false);
      }}
    >
      <button
        type="button"
        aria-label={label}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className={buttonClass('quiet', 'px-3')}
      >
        {button}
      </button>
      {open && (
        <div className="absolute right-0 z-30 mt-2 w-72 max-w-[calc(100vw-2rem)] rounded-card border border-line bg-raised p-2 shadow-card">
          {children(() => setOpen(false))}
        </div>
      )}
    </div>
  );
}

export const menuItemClass =
  'flex min-h-11 w-full cursor-pointer items-center rounded-control px-3 text-left text-sm font-medium hover:bg-sunken';
