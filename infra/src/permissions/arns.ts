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

export const regional = (service: string, resource: string) =>
  `arn:aws:${service}:${mockRegion}:${mockAccount}:${resource}`;

/** The ARN of what a recorded call was about, in the stack as Pulumi makes it; an ARN stays as it is. */
export function arnOfCall(action: string, resource: string, stack: StackPolicies): string {
  if (resource === '*' || resource.startsWith('arn:')) return resource;
  const name = exampleOf(resource);
  switch (action.split(':')[0]) {
    case 's3': {
      const [bucket = '', ...key] = name.split('/');
      return ['arn:aws:s3:::' + stack.bucketName(bucket), ...key].join('/');
    }
    case 'secretsmanager':
      // RDS makes this secret itself, and names it.
      if (name === 'matinee/database/master') return regional('secretsmanager', 'secret:rds!db-mock-a1B2c3');
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
