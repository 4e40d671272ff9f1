/** Loads one block; called once however many readers wait for it. */
export type LoadBlock = () => Promise<Uint8Array>;

/**
 * Blocks of source files in memory, shared by all tasks of the process: neighbouring chunks of a video read the same
 * index and overlap at their edges. Least recently used ones go first; a block that failed to load is forgotten.
 */
export function createBlockCache(maxBytes: number) {
  const blocks = new Map<string, { block: Promise<Uint8Array>; bytes: number }>();
  let bytes = 0;

  function forget(key: string) {
    bytes -= blocks.get(key)?.bytes ?? 0;
    blocks.delete(key);
  }

  function account(key: string, block: Promise<Uint8Array>, size: number) {
    const entry = blocks.get(key);
    if (entry?.block !== block) return;
    entry.bytes = size;
    bytes += size;
    for (const [oldest] of blocks) {
      if (bytes <= maxBytes) break;
      if (oldest !== key) forget(oldest);
    }
  }

  return {
    /** Bytes held. */
    size: () => bytes,
    get(key: string, load: LoadBlock): Promise<Uint8Array> {
      const known = blocks.get(key);
      if (known) {
        blocks.delete(key);
        blocks.set(key, known);
        return known.block;
      }
      const block = load();
      blocks.set(key, { block, bytes: 0 });
      block.then(
        (loaded) => account(key, block, loaded.byteLength),
        () => blocks.get(key)?.block === block && forget(key),
      );
      return block;
    },
  };
}
export type BlockCache = ReturnType<typeof createBlockCache>;
