import { runSimulation } from '@cloud-copilot/iam-simulate';

/** A policy as AWS reads it. */
export type Policy = { Version: string; Statement: PolicyStatement[] };
export type PolicyStatement = {
  Sid?: string;
  Effect: 'Allow' | 'Deny';
  Action?: string | string[];
  NotAction?: string | string[];
  Resource?: string | string[];
  Principal?: unknown;
  Condition?: Record<string, Record<string, string | string[]>>;
};

export type Question = {
  /** ARN of a role, or a service such as `sns.amazonaws.com`. */
  principal: string;
  action: string;
  resource: string;
  /** Owner of the resource. */
  account: string;
  /** Condition keys of the request; it comes over TLS unless they say otherwise. */
  context?: Record<string, string>;
  /** Policies of the role. */
  identity?: readonly Policy[];
  /** Policy of the bucket, queue, topic or key. */
  ofResource?: Policy | undefined;
};

export type Answer = 'Allowed' | 'ExplicitlyDenied' | 'ImplicitlyDenied';

/**
 * What IAM would answer, evaluated offline.
 * @throws Error when a policy or the question itself is not valid: an action that does not exist, a resource that the
 *   action does not know
 */
export async function ask({ identity = [], ofResource, ...question }: Question): Promise<Answer> {
  const { principal, action, resource, account, context } = question;
  const result = await runSimulation(
    {
      request: {
        principal,
        action,
        resource: { resource, accountId: account },
        contextVariables: { 'aws:SecureTransport': 'true', ...context },
      },
      identityPolicies: identity.map((policy, index) => ({ name: `policy-${index}`, policy })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      ...(ofResource && { resourcePolicy: ofResource }),
    },
    {},
  );
  if (result.resultType === 'error')
    throw new Error(`${action} on ${resource} cannot be asked: ${JSON.stringify(result.errors)}`);
  return result.overallResult;
}
