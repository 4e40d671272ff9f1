import type { Request } from './requests.ts';
import { ask, type Policy, type PolicyStatement, type Question } from './simulate.ts';
import type { Role, StackPolicies } from './stack-policies.ts';
import { mockAccount } from '../mock-cloud.ts';

/** The question whether a role may do something, the policy of the bucket, queue or topic included. */
export const questionOf = (
  role: Role,
  { action, arn, context }: Request,
  stack: StackPolicies,
): Question => ({
  principal: role.arn,
  action,
  resource: arn,
  account: mockAccount,
  ...(context && { context }),
  identity: role.policies,
  ofResource: stack.policyOf(arn.replace(/^(arn:aws:s3:::[^/]+)\/.*$/, '$1')),
});

/** Requests that the role may not make, as sentences; none when it may do all it has to. */
export async function findMissing(
  role: Role,
  needed: readonly Request[],
  stack: StackPolicies,
): Promise<string[]> {
  const answers = await Promise.all(needed.map((request) => ask(questionOf(role, request, stack))));
  return needed.flatMap(({ action, arn }, at) =>
    answers[at] === 'Allowed' ? [] : [`${role.name} needs ${action} on ${arn}: ${answers[at]}`],
  );
}

/** Requests that the role may make although it must not. */
export async function findExcess(
  role: Role,
  forbidden: readonly Request[],
  stack: StackPolicies,
): Promise<string[]> {
  const answers = await Promise.all(forbidden.map((request) => ask(questionOf(role, request, stack))));
  const allowed = forbidden.filter((_, at) => answers[at] === 'Allowed');
  return [...new Set(allowed.map(({ action, arn }) => `${action} ${arn}`))];
}

const list = (value: string | string[] | undefined): string[] =>
  Array.isArray(value) ? value : value ? [value] : [];
/** Whether a text fits a pattern of IAM: `*` is any text, `?` any character. */
export const matches = (pattern: string, text: string) =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  ).test(text);

/** A grant: one action of one statement on one resource pattern. */
export const grantsOf = (policies: readonly Policy[]): { action: string; pattern: string }[] =>
  policies
    .flatMap((policy) => policy.Statement)
    .filter((statement: PolicyStatement) => statement.Effect === 'Allow')
    .flatMap((statement) =>
      list(statement.Action).flatMap((action) =>
        list(statement.Resource).map((pattern) => ({ action, pattern })),
      ),
    );

export type Grant = { role: string; action: string; pattern: string };

/** Grants that none of the requests makes use of. Wildcards in actions are never used. */
export const findUnused = (role: Role, needed: readonly Request[]): Grant[] =>
  grantsOf(role.policies)
    .filter(
      ({ action, pattern }) =>
        !needed.some(
          (request) => request.action.toLowerCase() === action.toLowerCase() && matches(pattern, request.arn),
        ),
    )
    .map((grant) => ({ role: role.name, ...grant }));
