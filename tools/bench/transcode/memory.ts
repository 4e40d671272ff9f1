import { readFileSync } from 'node:fs';
import { environmentOf, processTree } from '../processes.ts';
import { availableParallelism } from 'node:os';

/** Peaks of resident memory. MB of 10^6 bytes. */
export interface SlotMemory {
  /** The largest single ffmpeg. */
  ffmpeg: number;
  /** The worker's own process, which all its slots share. */
  worker: number;
  slots: number;
}

/** What one slot needs: the largest ffmpeg and its share of the worker. */
export const slotPeak = ({ ffmpeg, worker, slots }: SlotMemory): number => ffmpeg + worker / slots;

const SAMPLE_MS = 250;

/** The kernel keeps the peak of every process (VmHWM, proc(5)), so looking now and then misses only its last moments. */
function peakMb(pid: number): number {
  try {
    return (
      (Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024) / 1e6
    );
  } catch {
    return 0; // ended in the meantime
  }
}

/** Watches a worker and the tools below it until it is told to stop. */
export function watchMemory(worker: number): { stop: () => SlotMemory } {
  const slots = Number(environmentOf(worker).WORKER_SLOTS ?? availableParallelism());
  const peak = { ffmpeg: 0, worker: 0 };
  const look = () => {
    for (const { pid } of processTree(worker)) {
      const kind = pid === worker ? 'worker' : 'ffmpeg';
      peak[kind] = Math.max(peak[kind], peakMb(pid));
    }
  };
  const timer = setInterval(look, SAMPLE_MS);
  return {
    stop() {
      clearInterval(timer);
      look();
      return { ...peak, slots };
    },
  };
}
