import { describe, expect, it } from 'vitest';
import { recordStack, variants } from '../testing.ts';
import { free, priced, quantitiesFrom, unknownTypes } from './from-resources.ts';
import { quantitiesOf } from './model.ts';

const stacks = [
  ['sleep', 'asleep'],
  ['lean', 'lean'],
  ['standard', 'standard'],
  ['ha', 'ha'],
] as const;

describe('the cost model and the resources that Pulumi makes', () => {
  it.each(stacks)('count the same for %s', async (variant, stack) => {
    const { resources } = await recordStack(variants[stack]!);
    expect(quantitiesFrom(resources)).toEqual(quantitiesOf(variant));
  });

  it.each(Object.keys(variants))('know every type in %s as free or as priced', async (stack) => {
    const { resources } = await recordStack(variants[stack]!);
    expect(unknownTypes(resources)).toEqual([]);
  });

  it('would notice a resource that nobody has priced, and one more of a priced one', async () => {
    const { resources } = await recordStack(variants['lean']!);
    const more = { ...resources[0]!, type: 'aws:opensearch/domain:Domain', name: 'more' };
    expect(unknownTypes([...resources, more])).toEqual(['aws:opensearch/domain:Domain']);
    const gateway = { ...more, type: 'aws:ec2/natGateway:NatGateway' };
    expect(quantitiesFrom([...resources, gateway])).not.toEqual(quantitiesOf('lean'));
  });

  it('calls no type both free and priced', () => {
    expect(priced.filter((type) => free.some((pattern) => pattern.test(type)))).toEqual([]);
  });
});
