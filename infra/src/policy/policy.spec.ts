import { describe, expect, it } from 'vitest';
import { recordStack, variants } from '../testing.ts';
import { complaints, exceptions, excuses, type Exception } from './exceptions.ts';
import { stackOf } from './rule.ts';
import { rowOf, rows, rules } from './rules.ts';

const stacks = Object.keys(variants);
const violationsOf = async (name: string) => {
  const stack = stackOf((await recordStack(variants[name]!)).resources);
  return rules.flatMap((rule) => rule.check(stack).map((violation) => ({ rule, violation })));
};

describe('the rules', () => {
  it('cover every row of the table, each under an id of its own', () => {
    expect([...new Set(rules.map(rowOf))]).toEqual(Array.from({ length: rows }, (_, index) => index + 1));
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  });

  it.each(stacks)('hold for %s', async (name) => {
    const unexcused = (await violationsOf(name)).filter(
      ({ rule, violation }) => !exceptions.some((exception) => excuses(exception, name, rule, violation)),
    );
    expect(
      unexcused.map(({ rule, violation }) => `${rule.id}: ${violation.resource} ${violation.because}`),
    ).toEqual([]);
  });
});

describe('the exceptions', () => {
  it('have a reason and a day on which they expire, not past and not far', () => {
    expect(
      complaints(
        exceptions,
        rules.map(({ id }) => id),
        new Date(),
      ),
    ).toEqual([]);
  });

  it.each(stacks)('are all needed in %s', async (name) => {
    const violations = await violationsOf(name);
    const unused = exceptions.filter(
      (exception) =>
        exception.stacks.includes(name) &&
        !violations.some(({ rule, violation }) => excuses(exception, name, rule, violation)),
    );
    expect(unused.map(({ rule, resource }) => `${rule} for ${resource}`)).toEqual([]);
  });

  it('name stacks that exist', () => {
    expect(
      exceptions.flatMap((exception) => exception.stacks).filter((name) => !stacks.includes(name)),
    ).toEqual([]);
  });

  const good: Exception = {
    rule: '9-replication',
    resource: 's3/bucket media',
    stacks: ['lean'],
    reason: 'One region by decision, as written down.',
    expires: '2027-01-01',
  };
  it.each<[string, Partial<Exception>, string]>([
    ['an expired one', { expires: '2026-11-21' }, 'expired on 2026-11-21'],
    ['one for ever', { expires: '2028-01-01' }, 'more than 13 months'],
    ['one without a reason', { reason: '  ' }, 'has no reason'],
    ['one without a day', { expires: 'never' }, 'has no day on which it expires'],
    ['one for a rule that nobody knows', { rule: '99-x' }, 'there is no such rule'],
  ])('would not get through as %s', (_, change, sentence) => {
    const ids = rules.map(({ id }) => id);
    const today = new Date('2026-11-22T12:00:00Z');
    expect(complaints([good], ids, today)).toEqual([]);
    expect(complaints([{ ...good, ...change }], ids, today).join(' ')).toContain(sentence);
  });

  it('excuse nothing but what they name', () => {
    const rule = rules.find(({ id }) => id === '9-replication')!;
    const found = { resource: 's3/bucket media', because: 'is in one region' };
    expect(excuses(good, 'lean', rule, found)).toBe(true);
    expect(excuses(good, 'ha', rule, found)).toBe(false);
    expect(excuses(good, 'lean', rule, { ...found, resource: 's3/bucket media-2' })).toBe(false);
  });
});
