import { setTimeout as delay } from 'node:timers/promises';

/** Waits until an address answers 2xx. @throws Error naming the address when it does not in time (milliseconds). */
export async function waitUntilReady(url: string, patience = 60_000): Promise<void> {
  const deadline = Date.now() + patience;
  while (Date.now() < deadline) {
    const ok = await fetch(url, { signal: AbortSignal.timeout(2000) }).then(
      (response) => response.ok,
      () => false,
    );
    if (ok) return;
    await delay(50);
  }
  throw new Error(`${url} did not answer within ${patience / 1000} s.`);
}
