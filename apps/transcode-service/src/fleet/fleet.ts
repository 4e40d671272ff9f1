export type Capacity = { desired: number; running: number };
export type WorkerService = 'spot' | 'onDemand';

/** The workers' services, as much of them as waking needs. Both calls reject when they cannot be answered. */
export interface Fleet {
  describe(signal: AbortSignal): Promise<Record<WorkerService, Capacity>>;
  /** Sets the desired count to a number that was computed, so that it may be said again. */
  raise(service: WorkerService, to: number, signal: AbortSignal): Promise<void>;
  close(): void;
}
