/** Things that happen at a time, in order of time; those of one time in the order they were asked for. */
export function createClock() {
  const heap: { at: number; order: number; run: () => void }[] = [];
  let now = 0;
  let asked = 0;
  const before = (a: number, b: number) =>
    heap[a]!.at < heap[b]!.at || (heap[a]!.at === heap[b]!.at && heap[a]!.order < heap[b]!.order);
  const swap = (a: number, b: number) => ([heap[a], heap[b]] = [heap[b]!, heap[a]!]);

  return {
    now: () => now,
    /** Runs something at a time that is not before now. */
    at(time: number, run: () => void): void {
      asked += 1;
      heap.push({ at: Math.max(time, now), order: asked, run });
      for (let i = heap.length - 1; i > 0 && before(i, (i - 1) >> 1); i = (i - 1) >> 1) swap(i, (i - 1) >> 1);
    },
    /** Runs everything until nothing is left. */
    run(): void {
      while (heap.length > 0) {
        const next = heap[0]!;
        const last = heap.pop()!;
        if (heap.length > 0) heap[0] = last;
        for (let i = 0; ;) {
          const smallest = [2 * i + 1, 2 * i + 2].filter((child) => child < heap.length && before(child, i));
          const child =
            smallest.length === 2 && before(smallest[1]!, smallest[0]!) ? smallest[1] : smallest[0];
          if (child === undefined) break;
          swap(i, child);
          i = child;
        }
        now = next.at;
        next.run();
      }
    },
  };
}
export type Clock = ReturnType<typeof createClock>;

/** Something that lets so many through a second, all others wait in line. @returns when the last of `count` is through */
export function createGate(perSecond: number): (now: number, count: number) => number {
  let free = 0;
  return (now, count) => (free = Math.max(free, now) + count / perSecond);
}
