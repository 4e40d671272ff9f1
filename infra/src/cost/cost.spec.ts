import { readFileSync } from 'node:fs';
import { format } from 'prettier';
import { describe, expect, it } from 'vitest';
import { profiles } from '../profiles.ts';
import { rivals } from './compare.ts';
import { idleLines, total } from './idle.ts';
import { linesOf, quantitiesOf, summary, variants } from './model.ts';
import { prices } from './prices.ts';
import { page, text } from './print.ts';
import { measured, transcodePer1000Minutes } from './usage.ts';

const root = new URL('../../../', import.meta.url);

describe('the cost model', () => {
  it('keeps the promised numbers', () => {
    const { idle, transcode_per_1000_min_spot } = summary();
    expect(idle.lean).toBeLessThanOrEqual(45);
    expect(idle.sleep).toBeLessThanOrEqual(8);
    expect(transcode_per_1000_min_spot).toBeLessThanOrEqual(1.5);
  });

  it('still keeps them when Spot is only half the price', () => {
    expect(transcodePer1000Minutes('onDemand') / 2).toBeLessThanOrEqual(1.5);
  });

  it('rises from profile to profile', () => {
    const totals = variants.map((variant) => total(linesOf(variant)));
    expect(totals).toEqual(totals.toSorted((a, b) => a - b));
  });

  it('uses the CPU figure that docs/benchmarks.md states', () => {
    const benchmarks = readFileSync(new URL('docs/benchmarks.md', root), 'utf8');
    const [, cpuSeconds] = /`ladder_cpu_ratio`\s*\|[^|]*\((\d+) \/ \d+ CPU-s\)/.exec(benchmarks) ?? [];
    expect(Number(cpuSeconds)).toBe(measured.cpuSeconds);
    expect(benchmarks).toMatch(/One minute of 1080p/);
  });

  it('follows the profiles: a larger task or database costs more', () => {
    const lean = quantitiesOf('lean');
    expect(total(idleLines({ ...lean, spotVcpu: lean.spotVcpu * 2 }))).toBeGreaterThan(
      total(idleLines(lean)),
    );
    expect(() => idleLines({ ...lean, databases: { 'db.x9.huge': 1 } })).toThrow('no price for the database');
    const bigger = { ...profiles.lean, worker: { ...profiles.lean.worker, memory: 30_720 } };
    expect(transcodePer1000Minutes('spot', bigger)).toBeGreaterThan(transcodePer1000Minutes('spot'));
  });

  it('says where every price is from', () => {
    for (const { source, seen } of Object.values(prices)) {
      expect(source).toMatch(/^https:\/\//);
      expect(seen).toMatch(/^(known|202\d-\d\d-\d\d)$/);
    }
  });

  it('compares with three others and an honest idle price of each', () => {
    expect(rivals()).toHaveLength(4);
    expect(text()).toContain('MediaConvert');
    const [ours, mediaConvert] = rivals();
    expect(mediaConvert!.transcodePer1000 / ours!.transcodePer1000).toBeGreaterThan(10);
  });

  it('is what the README says, rounded', () => {
    const readme = readFileSync(new URL('README.md', root), 'utf8');
    const { sleep, lean, standard, ha } = summary().idle;
    const [us, mediaConvert, mux] = rivals();
    expect(readme).toContain(
      `**${sleep.toFixed(2)}** asleep, **${lean.toFixed(0)}** lean, ${standard.toFixed(0)} standard, ${ha.toFixed(0)} ha`,
    );
    for (const { transcodePer1000 } of [us!, mediaConvert!, mux!])
      expect(readme).toContain(transcodePer1000.toFixed(2));
  });

  it('is what docs/deploy/costs.md says', async () => {
    const written = await format(page(), { parser: 'markdown', printWidth: 110, singleQuote: true });
    await expect(written).toMatchFileSnapshot('../../../docs/deploy/costs.md');
  });
});
