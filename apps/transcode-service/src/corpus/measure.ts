import { readdirSync, readFileSync } from 'node:fs';

/** Largest sizes that tools of a worker reached, MiB, by program. */
export interface Peak {
  /** Resident memory. */
  resident: number;
  /** Address space, which is what prlimit bounds. */
  address: number;
}

const EVERY_MS = 40;

/**
 * Watches the programs that a process starts, by /proc: `VmHWM` is the peak so far, so a look now and then misses
 * only what grows in the last moment. Elsewhere than on Linux everything is 0.
 */
export function watchTools(parent: number) {
  let peaks: Record<string, Peak> = {};
  const look = () => {
    for (const pid of descendants(parent)) {
      const status = read(`/proc/${pid}/status`);
      const name = /^Name:\t(\S+)/m.exec(status)?.[1];
      if (!name) continue;
      const peak = (peaks[name] ??= { resident: 0, address: 0 });
      peak.resident = Math.max(peak.resident, mebibytes(status, 'VmHWM'));
      peak.address = Math.max(peak.address, mebibytes(status, 'VmPeak'));
    }
  };
  const timer = setInterval(look, EVERY_MS);
  return {
    /** Peaks since the last call. */
    take() {
      const taken = peaks;
      peaks = {};
      return taken;
    },
    stop: () => clearInterval(timer),
  };
}

/** CPU time that a process's ended children have taken, seconds; /proc counts hundredths. */
export function childrensTime(pid: number): number {
  // The name of the program, the second field, may hold spaces; cutime and cstime are the 16th and 17th.
  const fields = read(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[13] ?? 0) + Number(fields[14] ?? 0)) / 100;
}

/** Processes below one, however deep. */
export function descendants(parent: number): number[] {
  const found: number[] = [];
  for (const thread of list(`/proc/${parent}/task`)) {
    const children = read(`/proc/${parent}/task/${thread}/children`).split(' ').filter(Boolean).map(Number);
    found.push(...children, ...children.flatMap(descendants));
  }
  return found;
}

const mebibytes = (status: string, field: string) =>
  Math.round(Number(new RegExp(`^${field}:\\s*(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) / 1024);

// Processes end while they are looked at.
function list(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
