import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { TaskFailure } from './failure.ts';
import type { ObjectDescription } from './ports.ts';
import type { Tools } from './task-context.ts';

/** Everything but a growing playlist is written once under a name of its own, so any cache may keep it. */
const IMMUTABLE = 'public, max-age=31536000, immutable';

export const descriptions = {
  init: { contentType: 'video/mp4', cacheControl: IMMUTABLE },
  segment: { contentType: 'video/iso.segment', cacheControl: IMMUTABLE },
  audioInit: { contentType: 'audio/mp4', cacheControl: IMMUTABLE },
  waveform: { contentType: 'application/json', cacheControl: IMMUTABLE },
  poster: { contentType: 'image/jpeg', cacheControl: IMMUTABLE },
  hls: { contentType: 'application/vnd.apple.mpegurl', cacheControl: IMMUTABLE },
  dash: { contentType: 'application/dash+xml', cacheControl: IMMUTABLE },
  vtt: { contentType: 'text/vtt; charset=utf-8', cacheControl: IMMUTABLE },
  json: { contentType: 'application/json', cacheControl: IMMUTABLE },
  source: { contentType: 'video/x-matroska', cacheControl: 'private, no-store' },
  mp4: { contentType: 'video/mp4', cacheControl: IMMUTABLE },
  m4a: { contentType: 'audio/mp4', cacheControl: IMMUTABLE },
} as const satisfies Record<string, ObjectDescription>;

export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

type Storing = Pick<Tools, 'store' | 'mediaBucket'> & { signal: AbortSignal };

/** Writes one object of the media bucket. Rejects with `storage_unavailable` after the store's own retries. */
export async function storeBytes(
  { store, mediaBucket, signal }: Storing,
  key: string,
  bytes: Uint8Array,
  description: ObjectDescription,
): Promise<void> {
  await asStorage(signal, store.put({ bucket: mediaBucket, key }, bytes, description, signal));
}

export async function storeFile(
  context: Storing,
  key: string,
  path: string,
  description: ObjectDescription,
): Promise<number> {
  const bytes = await readFile(path);
  await storeBytes(context, key, bytes, description);
  return bytes.byteLength;
}

/** Waits for a call to the store; its errors become a failure that is tried again. */
export async function asStorage<T>(signal: AbortSignal, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    signal.throwIfAborted();
    throw new TaskFailure('storage_unavailable', String(error), { cause: error });
  }
}
