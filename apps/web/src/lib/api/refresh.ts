export interface RefreshDeps {
  /** True when the session was renewed, false when there is none; throws when that is unknown. */
  renew: () => Promise<boolean>;
  now: () => number;
  /** Runs the work while no other tab runs its own. */
  exclusively: (work: () => Promise<boolean>) => Promise<boolean>;
  /** Time of the last renewal in any tab, in ms; 0 for never. */
  shared: { read: () => number; write: (time: number) => void };
}

/**
 * Renews the session once for everybody who asks at the same time, in this tab or in others: refresh tokens are
 * rotated, and a second use of the old one would look like theft.
 */
export function createRefresh(deps: RefreshDeps): () => Promise<boolean> {
  let running: Promise<boolean> | undefined;

  async function renewUnlessDone(askedAt: number): Promise<boolean> {
    if (deps.shared.read() >= askedAt) return true;
    const renewed = await deps.renew();
    if (renewed) deps.shared.write(deps.now());
    return renewed;
  }

  return () => {
    const askedAt = deps.now();
    running ??= deps
      .exclusively(() => renewUnlessDone(askedAt))
      .finally(() => {
        running = undefined;
      });
    return running;
  };
}
