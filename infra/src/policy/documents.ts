import type { Recorded } from '../mocks.ts';
import type { Stack } from './rule.ts';

/** A statement as AWS reads it: one value or a list of them. */
export type Statement = {
  Sid?: string;
  Effect: 'Allow' | 'Deny';
  Principal?: '*' | Record<string, string | string[]>;
  Action?: string | string[];
  NotAction?: string | string[];
  Resource?: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
};

export const list = <T>(value: T | T[] | undefined): T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

export const statementsOf = (document: unknown): Statement[] =>
  typeof document === 'string' ? list(JSON.parse(document).Statement) : [];

/** Where resource policies are: type and input. */
const resourcePolicies: Record<string, string> = {
  'aws:s3/bucketPolicy:BucketPolicy': 'policy',
  'aws:sns/topicPolicy:TopicPolicy': 'policy',
  'aws:sqs/queuePolicy:QueuePolicy': 'policy',
};

/** Roles' own policies. */
export const rolePolicies = (stack: Stack) =>
  stack.resources
    .filter(({ type }) => type === 'aws:iam/rolePolicy:RolePolicy' || type === 'aws:iam/policy:Policy')
    .map((resource) => ({ resource, statements: statementsOf(resource.inputs.policy) }));

export const policyOf = (stack: Stack, type: string, input: string, of: Recorded): Statement[] =>
  stack
    .partners(type, input, of)
    .flatMap(({ inputs }) => statementsOf(inputs[resourcePolicies[type] ?? 'policy']));

export const refusesPlainHttp = (statements: Statement[]) =>
  statements.some(
    ({ Effect, Principal, Condition }) =>
      Effect === 'Deny' && Principal === '*' && Condition?.Bool?.['aws:SecureTransport'] === 'false',
  );

/** Anybody, or another account, without a condition that names ours. */
export const isOpen = ({ Effect, Principal, Condition }: Statement, account: string): boolean => {
  if (Effect !== 'Allow') return false;
  if (Principal === '*') return true;
  const aws = list(Principal?.['AWS']);
  if (aws.includes('*') || aws.some((arn) => !arn.includes(account))) return true;
  const bound = JSON.stringify(Condition ?? {});
  return Principal?.['Service'] !== undefined && !/aws:Source(Arn|Account)/.test(bound);
};

export const isNarrow = (action: string) => action !== '*' && !action.endsWith(':*');
