import { describe, expect, it } from 'vitest';
import { createClock, createGate } from './clock.ts';
import { cloud } from './cloud.ts';
import { measuredCosts } from './costs.ts';
import { encode } from './encode.ts';
import { createLife } from './life.ts';
import { encodeRows, encodeTable, loads, speedupOfFour } from './table.ts';

const seconds = (name: string) => loads[name]!.films;
const last = (values: number[]) => Math.max(...values);

describe('the simulation of encoding', () => {
  it.each(Object.keys(loads))('says the same of %s every time (figures/)', async (name) => {
    const file = `../figures/encoding-${name.replace(' ', '-')}.txt`;
    await expect(`${encodeTable(encodeRows([name]))}\n`).toMatchFileSnapshot(file);
  });

  it('uses no less CPU than the encoding takes, and little more', () => {
    const [film = 0] = seconds('10 min');
    const { busySeconds } = encode([film], 8);
    const needed = film * (measuredCosts.ladder + measuredCosts.sound + measuredCosts.finalize);
    expect(busySeconds / needed).toBeGreaterThan(1);
    expect(busySeconds / needed).toBeLessThan(1.05);
  });

  it('is never slower with more slots', () => {
    const ready = [1, 2, 4, 8, 32, 128].map((slots) => last(encode(seconds('10 min'), slots).ready));
    expect(ready).toEqual(ready.toSorted((a, b) => b - a));
  });

  it('has a long film playing as soon as a short one', () => {
    const [long, short] = [encode(seconds('4 h'), 16), encode(seconds('1 min'), 16)].map(({ playable }) =>
      last(playable),
    );
    expect(long! - short!).toBeLessThan(0.5);
  });

  it('nearly divides the time of ten minutes by four with four slots', () => {
    expect(speedupOfFour()).toBeGreaterThan(3.5);
    expect(speedupOfFour()).toBeLessThanOrEqual(4);
  });

  it.each(['puts', 'gets'] as const)('waits for the limit of S3’s %s when it is low', (calls) => {
    const low = { putsPerSecond: 20, getsPerSecond: 20 };
    const key = `${calls}PerSecond` as const;
    const run = encode(seconds('1 h'), 500, { cloud: { ...cloud, [key]: low[key] } });
    expect(last(run.ready)).toBeGreaterThan((run[calls] / 20) * 0.9);
    expect(last(run.ready)).toBeGreaterThan(2 * last(encode(seconds('1 h'), 500).ready));
  });

  it('waits for the row of the job when reports are slow', () => {
    const slow = encode(seconds('1 h'), 500, { cloud: { ...cloud, reportSeconds: 2 } });
    expect(last(slow.ready)).toBeGreaterThan(2 * slow.tasks);
  });
});

describe('a life', () => {
  it('has the rungs of its film, and ends ready', () => {
    const life = createLife({ seconds: 30, height: 480 });
    let planned = life.begin();
    while (planned.length > 0) planned = planned.flatMap((each) => life.done(each));
    const { state, plan } = life.job();
    expect([state, plan?.rungs.map(({ name }) => name)]).toEqual(['ready', ['v240', 'v360', 'v480']]);
    expect(life.tasks().every((task) => task.state === 'done')).toBe(true);
  });
});

describe('the clock', () => {
  it('runs things in order of time, and those of one time as they were asked for', () => {
    const clock = createClock();
    const seen: string[] = [];
    const times = [5, 1, 3, 1, 4, 2, 3, 0, 5, 1];
    for (const [order, time] of times.entries()) clock.at(time, () => seen.push(`${time}.${order}`));
    clock.at(2, () => clock.at(1, () => seen.push('2 late')));
    clock.run();
    expect(seen).toEqual(['0.7', '1.1', '1.3', '1.9', '2.5', '2 late', '3.2', '3.6', '4.4', '5.0', '5.8']);
  });
});

describe('a gate', () => {
  it('lets so many through a second, later ones behind earlier ones', () => {
    const gate = createGate(10);
    expect([gate(0, 5), gate(0, 5), gate(3, 1)]).toEqual([0.5, 1, 3.1]);
  });
});
