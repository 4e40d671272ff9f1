import type { Recorded } from '../mocks.ts';
import { label } from './rule.ts';

/** Breaks something in a copy of a stack and says which resource must be reported. */
export type Damage = (resources: Recorded[]) => string;
type Inputs = Record<string, unknown>;

const find = (resources: Recorded[], name: string) => {
  const found = resources.find((resource) => label(resource) === name);
  if (!found) throw new Error(`There is no ${name}`);
  return found;
};
/** Other inputs for one resource, which is then reported. */
export const change =
  (name: string, inputs: Inputs, reported = name): Damage =>
  (resources) => {
    Object.assign(find(resources, name).inputs, inputs);
    return reported;
  };
/** One resource less; another is reported. */
export const remove =
  (name: string, reported: string): Damage =>
  (resources) => {
    resources.splice(resources.indexOf(find(resources, name)), 1);
    return reported;
  };
/** One resource more, which is reported. */
export const add =
  (type: string, inputs: Inputs): Damage =>
  (resources) => {
    const more = { type, name: 'broken', inputs, options: resources[0]!.options };
    resources.push(more);
    return label(more);
  };
/** Text inside one input (a policy, a list of containers) replaced. */
export const replace =
  (name: string, input: string, from: string | RegExp, to: string, reported = name): Damage =>
  (resources) => {
    const { inputs } = find(resources, name);
    const isText = typeof inputs[input] === 'string';
    const before = isText ? String(inputs[input]) : JSON.stringify(inputs[input]);
    const after = before.replace(from, to);
    if (after === before) throw new Error(`There is nothing to replace in ${name}`);
    inputs[input] = isText ? after : JSON.parse(after);
    return reported;
  };
