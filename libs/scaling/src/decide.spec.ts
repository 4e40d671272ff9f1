import { describe, expect, it } from 'vitest';
import { decide, type Situation } from './decide.ts';
import { scaling } from './policy.ts';
import { workersWanted } from './workers-wanted.ts';

const none = { desired: 0, running: 0 };
const situation = (some: Partial<Situation>): Situation => ({
  ...{ backlog: 0, spot: { ...none, owed: 0 }, onDemand: none, most: 10 },
  ...some,
});
const tasksFor = (workers: number) => workers * scaling.backlogPerWorker;

describe('decide', () => {
  it('does nothing without a backlog', () => {
    expect(decide(situation({}))).toEqual({});
    expect(decide(situation({ spot: { desired: 3, running: 0, owed: 3 } }))).toEqual({});
  });

  it('goes from zero straight to what the backlog wants', () => {
    expect(decide(situation({ backlog: 1 }))).toEqual({ spot: 1 });
    expect(decide(situation({ backlog: tasksFor(7) }))).toEqual({ spot: 7 });
    expect(decide(situation({ backlog: tasksFor(700) }))).toEqual({ spot: 10 });
  });

  it('leaves alone what is enough or more', () => {
    const spot = { desired: 7, running: 7, owed: 0 };
    expect(decide(situation({ backlog: tasksFor(7), spot }))).toEqual({});
    expect(decide(situation({ backlog: 1, spot }))).toEqual({});
    expect(decide(situation({ backlog: 1, onDemand: { desired: 1, running: 1 } }))).toEqual({});
  });

  it('waits for Spot workers that were asked for a moment ago', () => {
    expect(decide(situation({ backlog: tasksFor(3), spot: { desired: 3, running: 0, owed: 0 } }))).toEqual(
      {},
    );
  });

  it('asks as many on-demand workers as Spot owes for too long, and goes on trying Spot', () => {
    const late = { backlog: tasksFor(5), spot: { desired: 5, running: 2, owed: 3 } };
    expect(decide(situation(late))).toEqual({ onDemand: 3 });
    expect(decide(situation({ ...late, onDemand: { desired: 3, running: 0 } }))).toEqual({});
    expect(decide(situation({ ...late, backlog: tasksFor(7) }))).toEqual({ spot: 7, onDemand: 3 });
  });

  it('asks no on-demand worker that the backlog does not want any more', () => {
    expect(decide(situation({ backlog: 1, spot: { desired: 9, running: 0, owed: 9 } }))).toEqual({
      onDemand: 1,
    });
    expect(decide(situation({ backlog: 1, spot: { desired: 9, running: 1, owed: 8 } }))).toEqual({});
  });

  it('counts on-demand workers when Spot is back', () => {
    const both = { spot: { desired: 4, running: 4, owed: 0 }, onDemand: { desired: 4, running: 4 } };
    expect(decide(situation({ ...both, backlog: tasksFor(8) }))).toEqual({});
    expect(decide(situation({ ...both, backlog: tasksFor(9) }))).toEqual({ spot: 5 });
  });
});

describe('every decision over a grid of situations', () => {
  const counts = [0, 1, 2, 5, 9, 10, 12];
  const situations = counts.flatMap((desired) =>
    counts
      .filter((running) => running <= desired)
      .flatMap((running) =>
        counts
          .filter((owed) => owed <= desired - running)
          .flatMap((owed) =>
            counts.flatMap((onDemand) =>
              [0, 1, 3, 4, 5, 17, 39, 400].map((backlog) =>
                situation({
                  backlog,
                  spot: { desired, running, owed },
                  onDemand: { desired: onDemand, running: onDemand },
                }),
              ),
            ),
          ),
      ),
  );
  const after = (before: Situation): Situation => {
    const raise = decide(before);
    return {
      ...before,
      spot: { ...before.spot, desired: raise.spot ?? before.spot.desired },
      onDemand: { ...before.onDemand, desired: raise.onDemand ?? before.onDemand.desired },
    };
  };
  const each = (check: (before: Situation) => boolean) => situations.filter((before) => !check(before));

  it('only ever raises', () => {
    expect(
      each((before) => {
        const { spot = Infinity, onDemand = Infinity } = decide(before);
        return spot > before.spot.desired && onDemand > before.onDemand.desired;
      }),
    ).toEqual([]);
  });

  it('never asks for more than may be paid for', () => {
    expect(
      each(({ most, ...rest }) => {
        const { spot = 0, onDemand = 0 } = decide({ most, ...rest });
        return spot <= most && onDemand <= most;
      }),
    ).toEqual([]);
  });

  it('says nothing when it is asked again, by whichever server', () => {
    expect(each((before) => Object.keys(decide(after(before))).length === 0)).toEqual([]);
  });

  it('leaves nobody waiting: those that can be expected are as many as the backlog wants', () => {
    expect(
      each((before) => {
        const { spot, onDemand, backlog, most } = after(before);
        return spot.desired - spot.owed + onDemand.desired >= workersWanted({ backlog, running: 0, most });
      }),
    ).toEqual([]);
  });
});
