import { describe, expect, it } from 'vitest';
import { recordStack, variants } from './testing.ts';

describe.each(Object.entries(variants))('%s', (_name, values) => {
  it('names every resource once', async () => {
    const { resources } = await recordStack(values);
    const names = resources.map(({ type, name }) => `${type} ${name}`);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    console.log(_name, names.length);
  });
});
