import type { Connection } from './types.ts';

/** The browser's word: `false` is certain, `true` only means that some network is there. */
export const browserConnection: Connection = {
  online: () => navigator.onLine,
  whenOnline: (signal) =>
    new Promise((resolve, reject) => {
      if (navigator.onLine) return resolve();
      signal.throwIfAborted();
      const once = { once: true, signal };
      addEventListener('online', () => resolve(), once);
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    }),
};
