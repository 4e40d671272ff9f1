import { describe, expect, it } from 'vitest';
import { targetFrameRate } from './frame-rate.ts';
import { formatRational, parseRational } from './rational.ts';

const target = (average: string, base: string, interlaced = false) =>
  formatRational(targetFrameRate(parseRational(average), parseRational(base), interlaced));

describe('targetFrameRate', () => {
  it.each([
    ['a constant rate is kept', '25/1', '25/1', '25/1'],
    ['a rational rate is kept', '30000/1001', '30000/1001', '30000/1001'],
    ['an unusual constant rate is kept', '25/2', '25/2', '25/2'],
    ['a fragmented file whose average is a little low', '2979/100', '30/1', '30/1'],
    ['an imprecise header of 29.97', '1000000/33367', '1000000/33367', '30000/1001'],
    ['frames left out of a regular grid', '1890/97', '30/1', '30/1'],
    ['a recording without a grid', '2273/100', '90000/1', '24000/1001'],
    ['a time base in place of a rate', '29/1', '1000/1', '30000/1001'],
    ['120 frames per second', '120/1', '120/1', '60/1'],
    ['100 frames per second', '100/1', '100/1', '50/1'],
    ['240000/1001 frames per second', '240000/1001', '240000/1001', '60000/1001'],
    ['a slide show', '1/5', '1/5', '5/1'],
    ['nothing known', '0/0', '0/0', '30/1'],
    ['only the grid known', '0/0', '50/1', '50/1'],
    ['a time base of a million and no average', '0/0', '1000000/1', '30/1'],
  ])('%s', (_, average, base, expected) => {
    expect(target(average, base)).toBe(expected);
  });

  it('takes frames, not fields, of interlaced pictures', () => {
    expect(target('25/1', '50/1', true)).toBe('25/1');
    expect(target('30000/1001', '60000/1001', true)).toBe('30000/1001');
  });
});
