import { setTimeout as delay } from 'node:timers/promises';

/** Milliseconds that a check may take. */
const patience = 2_000;

type Target = { url: string; healthy: boolean };

export type TargetGroupOptions = {
  /** Answers 2xx while a target wants requests; 503 while it drains. */
  healthPath: string;
  /** Milliseconds between two checks of a target. */
  checkEveryMs: number;
};

/**
 * The processes of one service behind the edge: what an ALB's target group is. Requests go in turn to those that are
 * healthy. A new one gets its first request after its first good check; one that drains gets no more. When none is
 * healthy all get requests, as at an ALB ("fail open"); so a single one is never checked.
 */
export function createTargetGroup({ healthPath, checkEveryMs }: TargetGroupOptions) {
  let targets: Target[] = [];
  let turn = 0;
  const closing = new AbortController();

  const isHealthy = ({ url }: Target) =>
    fetch(url + healthPath, { signal: AbortSignal.timeout(patience), redirect: 'manual' }).then(
      async (response) => {
        await response.body?.cancel();
        return response.ok;
      },
      () => false,
    );
  const watch = async (target: Target): Promise<void> => {
    while (targets.includes(target) && !closing.signal.aborted) {
      if (targets.length > 1) target.healthy = await isHealthy(target);
      await delay(checkEveryMs, undefined, { signal: closing.signal, ref: false }).catch(() => undefined);
    }
  };

  return {
    /** Registers these and lets go of all others; requests that an old one has still come to their end. */
    set(urls: readonly string[]): void {
      const known = new Map(targets.map((target) => [target.url, target]));
      const alone = urls.length === 1;
      targets = urls.map((url) => known.get(url) ?? { url, healthy: alone });
      for (const target of targets) if (!known.has(target.url)) void watch(target);
    },
    /** Where the next request goes; undefined when nothing is registered. */
    next(): string | undefined {
      const healthy = targets.filter((target) => target.healthy);
      const candidates = healthy.length > 0 ? healthy : targets;
      turn = (turn + 1) % Math.max(candidates.length, 1);
      return candidates[turn]?.url;
    },
    /** Addresses that get requests now. */
    healthy: (): string[] => targets.filter((target) => target.healthy).map(({ url }) => url),
    close: () => closing.abort(),
  };
}

export type TargetGroup = ReturnType<typeof createTargetGroup>;
