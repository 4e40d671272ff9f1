import type { Claim, RenditionOutput, Source, TaskSpec } from '../work/contract.ts';
import type { z } from 'zod';
import type { BlockCache } from './block-cache.ts';
import { objectSource } from './byte-source.ts';
import { TaskFailure } from './failure.ts';
import { SMALL_ADDRESS_SPACE } from './memory.ts';
import type { Log, ObjectReader, ObjectWriter } from './ports.ts';
import type { Reader, ServedSource } from './reader.ts';
import type { Limits, Sandbox } from './sandbox.ts';

/** What the process offers to every task. */
export interface Tools {
  sandbox: Sandbox;
  reader: Reader;
  cache: BlockCache;
  store: ObjectReader & ObjectWriter;
  mediaBucket: string;
  /** Threads per decoder and encoder of a task that somebody waits for, of one behind which none waits, and of all others. */
  threads: { fast: number; alone: number; bulk: number };
  log: Log;
}

/** One task in work. `directory` is empty, private, and gone afterwards. */
export interface TaskContext<Kind extends TaskSpec['kind']> extends Tools {
  claim: Claim;
  spec: Extract<TaskSpec, { kind: Kind }>;
  directory: string;
  signal: AbortSignal;
  /** How much of the task is done, 0 to 1: told with the next heartbeat. */
  advance(fraction: number): void;
  /** Tells the server what is uploaded already. */
  progress(renditions: RenditionOutput[]): Promise<void>;
}

export type SourceObject = z.infer<typeof Source>;

const GiB = 1024 ** 3;

/** Limits for making `seconds` of output in `addressSpaceBytes`. */
export function limitsFor(seconds: number, addressSpaceBytes = SMALL_ADDRESS_SPACE): Limits {
  const wallSeconds = Math.ceil(300 + 150 * seconds);
  return {
    addressSpaceBytes,
    // A backstop behind the wall clock, for the case that this process cannot look at the clock.
    cpuSeconds: wallSeconds * 16,
    fileBytes: 2 * GiB,
    wallSeconds,
    stallSeconds: 60,
  };
}

/** Puts the uploaded file behind the loopback server. Its size must still be the one that was planned with. */
export async function serveUpload(
  { store, cache, reader, signal }: Pick<Tools, 'store' | 'cache' | 'reader'> & { signal: AbortSignal },
  object: SourceObject,
): Promise<ServedSource> {
  if (object.size === 0) throw new TaskFailure('not_media', 'The file is empty.');
  signal.throwIfAborted();
  return reader.serve(objectSource(store, cache, object, object.size));
}
