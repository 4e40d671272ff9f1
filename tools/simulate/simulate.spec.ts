import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { autoScaling } from '@matinee/scaling';
import { describe, expect, it } from 'vitest';
import { prices as listPrices } from '../../infra/src/cost/prices.ts';
import { profiles } from '../../infra/src/profiles.ts';
import { assumptions } from './assumptions.ts';
import { defaultPrices } from './prices.ts';
import { compare } from './report.ts';
import { simulate } from './simulate.ts';
import { builtIns, loadTrace } from './traces.ts';
import { workOf } from './work.ts';

/** Scenario and strategy → p50, p95 and max of the wait and of being ready (s), hours on Spot and on demand, dollars. */
const figures = (name: string) =>
  compare(loadTrace(name), { most: 10, prices: defaultPrices }).map((row) =>
    [
      `${row.scenario}, ${row.strategy}:`,
      Object.values(row.waitSeconds).join(' '),
      '|',
      Object.values(row.readySeconds).join(' '),
      '|',
      Object.values(row.workerHours).join(' '),
      '|',
      row.dollars,
    ].join(' '),
  );

describe('the simulation', () => {
  it.each(Object.keys(builtIns))('says the same of %s every time (figures/)', async (name) => {
    await expect(`${figures(name).join('\n')}\n`).toMatchFileSnapshot(`figures/${name}.txt`);
  });

  it('has the first chunk of a lone upload running within 90 seconds of nothing', () => {
    const { waits } = simulate([{ at: 0, seconds: 60, height: 1080 }], 'at once', none, 10);
    expect(waits).toEqual([47]);
  });

  it('costs for a video what was measured, whatever its length', () => {
    for (const seconds of [60, 300, 7200]) {
      const { probe, parts, last } = workOf(0, { at: 0, seconds, height: 1080 });
      const cpu = [probe, ...parts, last].reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
      expect(cpu / seconds / assumptions.cpuSecondsPerSourceSecond).toBeCloseTo(1, 1);
    }
  });

  it('loses no work to interruptions', () => {
    const { ready, interruptions } = simulate(
      loadTrace('burst'),
      'at once',
      { ...none, interruptionsPerHour: 6 },
      10,
    );
    expect(interruptions).toBeGreaterThan(10);
    expect(ready.every((seconds) => seconds > 0)).toBe(true);
  });
});
const none = { interruptionsPerHour: 0, spotAwaySeconds: 0 };

describe('what the simulation believes', () => {
  it('is what the infrastructure has', () => {
    for (const { worker } of Object.values(profiles))
      expect([worker.cpu, worker.memory]).toEqual([
        assumptions.workerCpus * 1024,
        assumptions.workerGb * 1024,
      ]);
    expect(autoScaling.sleep.periodSeconds).toBe(assumptions.metricSeconds);
    expect(defaultPrices).toEqual({
      vcpuHour: listPrices.taskVcpuHour.usd,
      gbHour: listPrices.taskGbHour.usd,
      addressHour: listPrices.publicAddressHour.usd,
      spotShare: listPrices.spotShare.usd,
    });
  });
});

describe('npm run simulate', () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], { encoding: 'utf8' });

  it('takes a trace of one’s own and speaks JSON', () => {
    const folder = mkdtempSync(join(tmpdir(), 'matinee-trace-'));
    const file = join(folder, 'mine.json');
    writeFileSync(file, '[{ "at": 5, "seconds": 30, "height": 720 }]');
    const { stdout } = run(file, '--json', '--most', '2');
    rmSync(folder, { recursive: true });
    const [result] = JSON.parse(stdout) as { trace: string; videos: number; runs: object[] }[];
    expect(result).toMatchObject({ trace: file, videos: 1, most: 2 });
    expect(result!.runs[0]).toMatchObject({
      scenario: 'as usual',
      strategy: 'at once',
      waitSeconds: { p50: 47 },
    });
  });

  it.each([
    [['tomorrow'], /There is no trace tomorrow: name quiet-day, burst, steady, film or a \.json file/],
    [['film', '--most', '0'], /--most 0 is not a number of workers/],
  ])('refuses %j with a sentence', (args, sentence) => {
    const { status, stderr } = run(...args);
    expect([status, sentence.test(stderr)]).toEqual([1, true]);
  });
});
