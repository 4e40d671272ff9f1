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

/** A call in the stack as it is made. */
export function requestOf({ call, action, resource, context }: RecordedCall, stack: StackPolicies): Request {
  const arn = arnOfCall(action, resource, stack);
  const example = Object.entries(context ?? {}).map(([key, value]) => [key, exampleOf(value)]);
  return {
    ...{ action, arn },
    context: { ...ofS3(call), ...clusterOf(arn), ...Object.fromEntries(example) },
  };
}

/** A call and what it asks of a key on its way. */
export function requestsOf(call: RecordedCall, stack: StackPolicies): Request[] {
  const request = requestOf(call, stack);
  const key = stack.keyOf(request.arn);
  const context = { 'kms:ViaService': `secretsmanager.${mockRegion}.amazonaws.com` };
  const ofKey = (key && askedOfKeys[call.action]) || [];
  return [request, ...ofKey.map((action) => ({ action, arn: key!, context }))];
}

/** Only the last call of an upload in parts makes an object ("Enforce conditional writes", Amazon S3 User Guide). */
const creating = ['s3:PutObject', 's3:CompleteMultipartUpload', 's3:CopyObject'];

/** What S3 tells policies of every request; recorded calls say where the signature was. */
const ofS3 = (call: string): Record<string, string> =>
  call.startsWith('s3:')
    ? {
        's3:authType': 'REST-HEADER',
        's3:signatureAge': '1000',
        's3:TlsVersion': '1.3',
        's3:ObjectCreationOperation': String(creating.includes(call)),
      }
    : {};

/** ECS tells policies which cluster a service is in. */
function clusterOf(arn: string): Record<string, string> {
  const [, cluster] = /^arn:aws:ecs:[^:]+:[^:]+:(?:service|task)\/([^/]+)\//.exec(arn) ?? [];
  return cluster ? { 'ecs:cluster': `arn:aws:ecs:${mockRegion}:${mockAccount}:cluster/${cluster}` } : {};
}
