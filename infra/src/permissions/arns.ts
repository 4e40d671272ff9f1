import { mockAccount, mockRegion } from '../mock-cloud.ts';
import type { StackPolicies } from './stack-policies.ts';

const examples: Record<string, string> = {
  ownerId: '0198c2de-6f5a-7d3e-9b1f-2f6f0d6f8a11',
  videoKey: 'abcdefghijklmnopqrstuvwx',
  attempt: '1-0198c2de-2',
  height: '720',
  index: '00012',
};
/** A template of a recorded call with an example in every place. */
export const exampleOf = (template: string): string =>
  template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const example = examples[name];
    if (!example) throw new Error(`There is no example of {${name}}.`);
    return example;
  });

const regional = (service: string, resource: string) =>
  `arn:aws:${service}:${mockRegion}:${mockAccount}:${resource}`;

/** The ARN of what a recorded call was about, in the stack as Pulumi makes it. */
export function arnOfCall(action: string, resource: string, stack: StackPolicies): string {
  const name = exampleOf(resource);
  switch (action.split(':')[0]) {
    case 's3': {
      const [bucket = '', ...key] = name.split('/');
      return ['arn:aws:s3:::' + stack.bucketName(bucket), ...key].join('/');
    }
    case 'secretsmanager':
      return stack.arnOf('aws:secretsmanager/secret:Secret', name);
    case 'ecs':
      return regional('ecs', `service/${name}`);
    case 'sqs':
      return stack.arnOf('aws:sqs/queue:Queue', name);
    case 'sns':
      return stack.arnOf('aws:sns/topic:Topic', name);
    default:
      throw new Error(`${action} has no rule for ARNs.`);
  }
}
