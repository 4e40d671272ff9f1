/** Seconds. `heartbeatSeconds` is optional: short work needs none. */
export type VisibilityTimes = {
  visibilityTimeoutSeconds: number;
  heartbeatSeconds?: number | undefined;
};

/** Throws a RangeError when the heartbeat could not come before the message is visible to others again. */
export function checkVisibility({ visibilityTimeoutSeconds, heartbeatSeconds }: VisibilityTimes): void {
  if (!Number.isInteger(visibilityTimeoutSeconds) || visibilityTimeoutSeconds < 1) {
    throw new RangeError('visibilityTimeoutSeconds must be a whole number of at least 1.');
  }
  if (heartbeatSeconds === undefined) return;
  if (!(heartbeatSeconds > 0 && heartbeatSeconds < visibilityTimeoutSeconds)) {
    throw new RangeError('heartbeatSeconds must be above 0 and less than visibilityTimeoutSeconds.');
  }
}

/**
 * Extends the message every `heartbeatSeconds` until the returned function is called. An extension has to
 * answer while the message is still ours; when it fails or is late, `onLost` is called once and it ends.
 */
export function keepVisible(
  { visibilityTimeoutSeconds, heartbeatSeconds }: VisibilityTimes,
  extend: (seconds: number, signal: AbortSignal) => Promise<void>,
  onLost: (error: unknown) => void,
): () => void {
  if (heartbeatSeconds === undefined) return () => {};
  const leftMs = (visibilityTimeoutSeconds - heartbeatSeconds) * 1_000;
  let ended = false;
  const end = () => {
    ended = true;
    clearInterval(timer);
  };
  const beat = async () => {
    try {
      await extend(visibilityTimeoutSeconds, AbortSignal.timeout(leftMs));
    } catch (error) {
      if (ended) return;
      end();
      onLost(error);
    }
  };
  const timer = setInterval(beat, heartbeatSeconds * 1_000);
  return end;
}
