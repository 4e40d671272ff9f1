import { mockAccount, mockRegion } from '../mock-cloud.ts';
import { arnOfCall, exampleOf } from './arns.ts';
import type { RecordedCall } from './recorded-calls.ts';
import type { StackPolicies } from './stack-policies.ts';

/** What IAM is asked: an action on a concrete resource. */
export type Request = { action: string; arn: string; context?: Record<string, string> };

/**
 * What is asked of a key when a secret is under one ("Permissions for KMS keys", AWS Secrets Manager User Guide).
 * No bucket or queue of ours is, and topics are published to with S3's own leave (infra/src/keys.ts).
 */
const askedOfKeys: Record<string, string[]> = {
  'secretsmanager:GetSecretValue': ['kms:Decrypt'],
  'secretsmanager:PutSecretValue': ['kms:Decrypt', 'kms:GenerateDataKey'],
};

/** A recorded call in the stack as it is made: the request itself and what it asks of a key on its way. */
export function requestsOf({ action, resource, context }: RecordedCall, stack: StackPolicies): Request[] {
  const arn = arnOfCall(action, resource, stack);
  const example = Object.entries(context ?? {}).map(([key, value]) => [key, exampleOf(value)]);
  const request: Request = { action, arn, context: { ...Object.fromEntries(example), ...clusterOf(arn) } };
  const key = stack.keyOf(arn);
  const ofKey = (key && askedOfKeys[action]) || [];
  return [
    request,
    ...ofKey.map((keyAction) => ({
      action: keyAction,
      arn: key!,
      context: { 'kms:ViaService': `secretsmanager.${mockRegion}.amazonaws.com` },
    })),
  ];
}

/** ECS tells policies which cluster a service is in. */
function clusterOf(arn: string): Record<string, string> {
  const [, cluster] = /^arn:aws:ecs:[^:]+:[^:]+:(?:service|task)\/([^/]+)\//.exec(arn) ?? [];
  return cluster ? { 'ecs:cluster': `arn:aws:ecs:${mockRegion}:${mockAccount}:cluster/${cluster}` } : {};
}
