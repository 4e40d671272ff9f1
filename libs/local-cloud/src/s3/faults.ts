import type { OperationName } from './http/operation.ts';

export type FaultOperation = OperationName | '*';

/** Planned failures, for suites that need S3 to misbehave. */
export type Faults = {
  /**
   * The next `times` calls of the operation (any with `*`) answer `status` and do nothing.
   * 503 is SlowDown, everything else InternalError; 200 is a success line with an `<Error>` document,
   * which S3 may answer to CompleteMultipartUpload.
   */
  failNext(operation: FaultOperation, times: number, status: number): void;
  clear(): void;
};

/** `take` consumes the planned failure of one call and returns its status. */
export function createFaults(): Faults & { take(operation: OperationName): number | undefined } {
  let planned: { operation: FaultOperation; times: number; status: number }[] = [];
  return {
    failNext(operation, times, status) {
      planned.push({ operation, times, status });
    },
    clear() {
      planned = [];
    },
    take(operation) {
      const fault = planned.find((entry) => entry.operation === operation || entry.operation === '*');
      if (!fault) return undefined;
      fault.times -= 1;
      planned = planned.filter(({ times }) => times > 0);
      return fault.status;
    },
  };
}
