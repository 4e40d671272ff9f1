/** Long enough to be calm between parts, short enough to follow a change. */
const windowMs = 10_000;

export interface Sample {
  time: number;
  bytes: number;
}

/** Keeps the samples of the window and one before it. Going back (a part is sent again) starts over. */
export function addSample(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  const last = samples.at(-1);
  if (last && sample.bytes < last.bytes) return [sample];
  const firstInside = samples.findIndex((s) => s.time >= sample.time - windowMs);
  const kept = firstInside === -1 ? samples.slice(-1) : samples.slice(Math.max(0, firstInside - 1));
  return [...kept, sample];
}

/** Bytes per second over the window; undefined until a second has passed. */
export function speedOf(samples: readonly Sample[]): number | undefined {
  const first = samples[0];
  const last = samples.at(-1);
  if (!first || !last || last.time - first.time < 1000) return undefined;
  return ((last.bytes - first.bytes) / (last.time - first.time)) * 1000;
}
