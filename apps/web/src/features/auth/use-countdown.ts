'use client';
import { useEffect, useState } from 'react';

/** Seconds that run down to 0; `start` sets them again. */
export function useCountdown(initial: number) {
  const [left, setLeft] = useState(initial);

  useEffect(() => {
    if (left <= 0) return;
    const timer = setTimeout(() => setLeft(left - 1), 1000);
    return () => clearTimeout(timer);
  }, [left]);

  return { left, start: setLeft };
}
