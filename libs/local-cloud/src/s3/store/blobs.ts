import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Bytes gathered before a write; large writes keep the event loop free for hashing. */
const BATCH_BYTES = 1 << 20;

export type BlobWriter = {
  id: string;
  /** A promise only when the caller has to wait for the disk. */
  write(chunk: Buffer): Promise<void> | void;
  /** All bytes are in the file. Durable against the death of the process, not of the machine. */
  finish(): Promise<void>;
  discard(): Promise<void>;
};

async function writeFully(handle: FileHandle, buffers: Buffer[]): Promise<void> {
  let rest = buffers;
  while (rest.length) {
    let { bytesWritten } = await handle.writev(rest);
    const next: Buffer[] = [];
    for (const buffer of rest) {
      if (bytesWritten < buffer.length) next.push(buffer.subarray(bytesWritten));
      bytesWritten = Math.max(bytesWritten - buffer.length, 0);
    }
    rest = next.filter((buffer) => buffer.length > 0);
  }
}

function createWriter(id: string, path: string, handle: FileHandle): BlobWriter {
  let batch: Buffer[] = [];
  let batched = 0;
  let writing: Promise<void> = Promise.resolve();
  /**
   * Hands the batch to the disk and waits for the one before: one write is under way while the next batch is hashed,
   * so memory stays at two batches per body.
   */
  const flush = (): Promise<void> => {
    const before = writing;
    const taken = batch;
    batch = [];
    batched = 0;
    writing = before.then(() => writeFully(handle, taken));
    writing.catch(() => undefined); // reported by the next flush or by finish
    return before;
  };
  return {
    id,
    write(chunk) {
      batch.push(chunk);
      batched += chunk.length;
      return batched >= BATCH_BYTES ? flush() : undefined;
    },
    async finish() {
      await flush();
      await writing;
      await handle.close();
    },
    async discard() {
      await writing.catch(() => undefined);
      await handle.close().catch(() => undefined);
      await rm(path, { force: true });
    },
  };
}

export type BlobStore = ReturnType<typeof createBlobStore>;

/**
 * Files of bytes under random names: no key ever becomes a path.
 * A blob that is pinned by a reader is removed when the last reader lets go, so a delete never cuts a GET.
 */
export function createBlobStore(dir: string) {
  mkdirSync(dir, { recursive: true });
  const folders = new Set<string>();
  const pins = new Map<string, number>();
  const doomed = new Set<string>();
  const removals = new Set<Promise<void>>();
  const pathOf = (id: string): string => join(dir, id.slice(0, 2), id);

  const unlink = (id: string): void => {
    // A blob that cannot be unlinked now is an orphan, and the next boot sweeps it.
    const removal = rm(pathOf(id), { force: true }).catch(() => undefined);
    removals.add(removal);
    void removal.finally(() => removals.delete(removal));
  };

  return {
    pathOf,
    async create(): Promise<BlobWriter> {
      const id = randomUUID();
      const folder = id.slice(0, 2);
      if (!folders.has(folder)) await mkdir(join(dir, folder), { recursive: true });
      folders.add(folder);
      return createWriter(id, pathOf(id), await open(pathOf(id), 'wx'));
    },
    /** Keeps the blobs on disk until the returned function is called (once). */
    pin(ids: string[]): () => void {
      for (const id of ids) pins.set(id, (pins.get(id) ?? 0) + 1);
      let released = false;
      return () => {
        if (released) return;
        released = true;
        for (const id of ids) {
          const left = (pins.get(id) ?? 1) - 1;
          if (left > 0) {
            pins.set(id, left);
            continue;
          }
          pins.delete(id);
          if (doomed.delete(id)) unlink(id);
        }
      };
    },
    remove(ids: string[]): void {
      for (const id of ids) {
        if (pins.has(id)) doomed.add(id);
        else unlink(id);
      }
    },
    /** Removes every file the index does not know: bodies cut by a kill, removals that did not happen. */
    async sweepOrphans(known: Set<string>): Promise<void> {
      for (const folder of await readdir(dir))
        for (const id of await readdir(join(dir, folder)))
          if (!known.has(id)) await rm(join(dir, folder, id), { force: true });
    },
    async settled(): Promise<void> {
      await Promise.all(removals);
    },
  };
}
