import { setTimeout as delay } from 'node:timers/promises';
import { mediaPath } from '@matinee/contracts';
import type { TestBuckets } from '@matinee/testing';
import type { Recorder } from './recorder.ts';
import { keyOf, walk, type Readable } from './walk.ts';

/** Milliseconds between two rounds; short against any step of an encode. */
const PAUSE = 150;

/** Reads as a player does: growing playlists from the server, everything else from the bucket. No fault is in its way. */
export function createReadable(serverUrl: string, buckets: TestBuckets): Readable {
  const fromServer = async (path: string) => {
    const response = await fetch(`${serverUrl}${path}`, { signal: AbortSignal.timeout(5000) });
    const text = await response.text();
    return response.ok ? text : undefined;
  };
  return {
    text: async (path) => {
      const key = keyOf(path);
      if (key === undefined) return fromServer(path);
      if (!(await buckets.has(key))) return undefined;
      return (await buckets.get(key, buckets.media)).toString();
    },
    has: (path) => buckets.has(keyOf(path) ?? path),
  };
}

/**
 * Reads every master playlist there is, over and over, and writes down where it leads. What is missing counts only if
 * the master can still be read afterwards: a video may be deleted while somebody looks.
 */
export function watchMasters(options: {
  readable: Readable;
  buckets: TestBuckets;
  recorder: Recorder;
  videoKeys: () => string[];
}) {
  const { readable, buckets, recorder, videoKeys } = options;
  let stopped = false;

  async function look(master: string): Promise<void> {
    const seen = await walk(master, readable).catch(() => undefined); // the server may be down just now
    if (!seen) return;
    const missing =
      seen.missing.length > 0 && (await readable.text(master).catch(() => undefined)) ? seen.missing : [];
    recorder.add({ kind: 'walk', master, missing });
  }

  async function round(): Promise<void> {
    const stored = (await buckets.keys('', buckets.media)).filter((key) => key.endsWith('/master.m3u8'));
    for (const key of stored) await look(mediaPath(key));
    for (const videoKey of videoKeys()) await look(`/transcodes/${videoKey}/master.m3u8`);
  }

  const running = (async () => {
    while (!stopped) {
      await round().catch(() => {});
      await delay(PAUSE);
    }
  })();
  return {
    async stop(): Promise<void> {
      stopped = true;
      await running;
    },
  };
}
