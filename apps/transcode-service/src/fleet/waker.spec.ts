import { scaling } from '@matinee/scaling';
import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Fleet } from './fleet.ts';
import { createWaker, type Waker } from './waker.ts';

const tasksFor = (workers: number) => workers * scaling.backlogPerWorker;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(async () => {
  for (const waker of wakers.splice(0)) await waker.stop();
  vi.useRealTimers();
});
const wakers: Waker[] = [];

/** Services that do what they are told: desired counts change at once, and Spot delivers up to its room. */
function newFleet({ spotRoom = Infinity } = {}) {
  const desired = { spot: 0, onDemand: 0 };
  const calls: string[] = [];
  const fleet: Fleet = {
    describe: async () => {
      calls.push('describe');
      return {
        spot: { desired: desired.spot, running: Math.min(desired.spot, spotRoom) },
        onDemand: { desired: desired.onDemand, running: desired.onDemand },
      };
    },
    raise: async (service, to) => {
      calls.push(`${service} ${to}`);
      desired[service] = to;
    },
    close: () => {},
  };
  return { fleet, desired, calls };
}

function startWaker(fleet: Fleet, work = { tasks: 0 }) {
  const errors: unknown[] = [];
  const waker = createWaker({
    fleet,
    backlog: async () => work.tasks,
    most: 10,
    log: { info: () => {} },
    onError: (error) => errors.push(error),
  });
  wakers.push(waker);
  /** Kicks as sweeps do, every five seconds of a while. */
  const sweepFor = async (seconds: number) => {
    for (let passed = 0; passed < seconds; passed += 5) {
      waker.kick();
      await vi.advanceTimersByTimeAsync(5000);
    }
  };
  return { waker, work, errors, sweepFor };
}
const settle = () => vi.advanceTimersByTimeAsync(0);

describe('the waker', () => {
  it('asks at once for as many workers as the backlog wants', async () => {
    const { fleet, calls } = newFleet();
    const { waker } = startWaker(fleet, { tasks: tasksFor(6) });
    waker.kick();
    await settle();
    expect(calls).toEqual(['describe', 'spot 6']);
  });

  it('does not even look at the fleet while there is nothing to do', async () => {
    const { fleet, calls } = newFleet();
    const { sweepFor } = startWaker(fleet);
    await sweepFor(60);
    expect(calls).toEqual([]);
  });

  it('looks once a second however often it is kicked, and misses no kick', async () => {
    const { fleet, calls } = newFleet();
    const { waker, work } = startWaker(fleet, { tasks: 1 });
    waker.kick();
    await settle();
    for (let i = 0; i < 50; i += 1) waker.kick();
    work.tasks = tasksFor(3);
    waker.kick();
    await vi.advanceTimersByTimeAsync(990);
    expect(calls).toEqual(['describe', 'spot 1']);
    await vi.advanceTimersByTimeAsync(20);
    expect(calls).toEqual(['describe', 'spot 1', 'describe', 'spot 3']);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(calls).toHaveLength(4);
  });

  it('leaves nothing behind on the way, however long it works', async () => {
    const { fleet } = newFleet();
    const listeners: number[] = [];
    const counting: Fleet = {
      ...fleet,
      describe: (signal) => {
        listeners.push(getEventListeners(signal, 'abort').length);
        return fleet.describe(signal);
      },
    };
    const { waker } = startWaker(counting, { tasks: 1 });
    for (let i = 0; i < 20; i += 1) {
      waker.kick();
      await vi.advanceTimersByTimeAsync(900);
    }
    expect(listeners.length).toBeGreaterThan(10);
    expect(Math.max(...listeners)).toBe(0);
  });

  it('has one look under way at a time', async () => {
    const { fleet, calls } = newFleet();
    const answer = Promise.withResolvers<void>();
    const slow: Fleet = { ...fleet, describe: (signal) => answer.promise.then(() => fleet.describe(signal)) };
    const { sweepFor } = startWaker(slow, { tasks: 1 });
    await sweepFor(30);
    expect(calls).toEqual([]);
    answer.resolve();
    await settle();
    expect(calls.slice(0, 2)).toEqual(['describe', 'spot 1']);
  });

  it('never lowers', async () => {
    const { fleet, desired } = newFleet();
    const { work, sweepFor } = startWaker(fleet, { tasks: tasksFor(5) });
    await sweepFor(5);
    work.tasks = 1;
    await sweepFor(30);
    expect(desired).toEqual({ spot: 5, onDemand: 0 });
  });

  it('asks on-demand workers for those that Spot owes, once it owes them for long', async () => {
    const { fleet, desired } = newFleet({ spotRoom: 1 });
    const { sweepFor } = startWaker(fleet, { tasks: tasksFor(4) });
    await sweepFor(scaling.spotPatienceSeconds - 10);
    expect(desired).toEqual({ spot: 4, onDemand: 0 });
    await sweepFor(20);
    expect(desired).toEqual({ spot: 4, onDemand: 3 });
    await sweepFor(300);
    expect(desired).toEqual({ spot: 4, onDemand: 3 });
  });

  it('does not hold against Spot what happened before a pause', async () => {
    const { fleet, desired } = newFleet({ spotRoom: 0 });
    const { work, sweepFor } = startWaker(fleet, { tasks: 1 });
    await sweepFor(30);
    work.tasks = 0;
    await sweepFor(600);
    work.tasks = 1;
    await sweepFor(30);
    expect(desired.onDemand).toBe(0);
  });

  it('is harmless twice: two of them make the same of the same backlog', async () => {
    const { fleet, desired } = newFleet();
    const work = { tasks: tasksFor(7) };
    const [one, two] = [startWaker(fleet, work), startWaker(fleet, work)];
    await Promise.all([one.sweepFor(30), two.sweepFor(30)]);
    expect(desired).toEqual({ spot: 7, onDemand: 0 });
  });

  it('reports what fails and looks again at the next kick', async () => {
    const { fleet, calls } = newFleet();
    let away = true;
    const flaky: Fleet = {
      ...fleet,
      describe: async (signal) => {
        if (away) throw new Error('ECS is away');
        return fleet.describe(signal);
      },
    };
    const { errors, sweepFor } = startWaker(flaky, { tasks: 1 });
    await sweepFor(10);
    expect(errors).toEqual([new Error('ECS is away'), new Error('ECS is away')]);
    away = false;
    await sweepFor(5);
    expect(calls).toEqual(['describe', 'spot 1']);
  });

  it('ends at once, in the middle of a look and between two', async () => {
    const { fleet } = newFleet();
    const endless: Fleet = {
      ...fleet,
      describe: (signal) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
    };
    const { waker, errors } = startWaker(endless, { tasks: 1 });
    waker.kick();
    await settle();
    await waker.stop();
    waker.kick();
    expect(errors).toEqual([]);
    const between = startWaker(fleet, { tasks: 1 });
    between.waker.kick();
    await settle();
    between.waker.kick();
    await between.waker.stop();
  });
});
