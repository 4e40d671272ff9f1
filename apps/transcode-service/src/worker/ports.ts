import type { z } from 'zod';
import type { Claim, Fail, RenditionOutput, TaskResult } from '../work/contract.ts';

export interface ObjectRef {
  bucket: string;
  key: string;
}

/** Where media comes from. Rejects when the object cannot be read; a retry is the caller's business. */
export interface ObjectReader {
  /** Bytes. */
  size(object: ObjectRef, signal: AbortSignal): Promise<number>;
  /** Bytes `start` up to, not including, `end`. */
  read(object: ObjectRef, start: number, end: number, signal: AbortSignal): Promise<Uint8Array>;
}

export interface ObjectDescription {
  contentType: string;
  cacheControl: string;
}

/** Where results go. Nothing is ever replaced: an object that is there already counts as written. */
export interface ObjectWriter {
  put(
    object: ObjectRef,
    body: Uint8Array,
    description: ObjectDescription,
    signal: AbortSignal,
  ): Promise<void>;
  /** For files that do not fit in memory. */
  putFile(
    object: ObjectRef,
    path: string,
    description: ObjectDescription,
    signal: AbortSignal,
  ): Promise<void>;
}

/** The server's internal API. Every call but `claim` rejects with LeaseLostError when the lease is not ours. */
export interface TaskApi {
  /** Undefined when there is nothing to do: done, cancelled, or in another worker's hands. */
  claim(taskId: string, signal: AbortSignal): Promise<Claim | undefined>;
  /** `fraction`: how much of the task is done, where that is known. */
  heartbeat(lease: Lease, signal: AbortSignal, fraction?: number): Promise<void>;
  progress(lease: Lease, renditions: RenditionOutput[], signal: AbortSignal): Promise<void>;
  complete(lease: Lease, result: TaskResult): Promise<void>;
  fail(lease: Lease, failure: Omit<z.infer<typeof Fail>, 'leaseToken'>): Promise<void>;
  release(lease: Lease): Promise<void>;
}

export type Lease = Pick<Claim, 'taskId' | 'leaseToken'>;

/** The part of a logger that is used. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}
