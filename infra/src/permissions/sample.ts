import { mockAccount } from '../mock-cloud.ts';
import type { Recorded } from '../mocks.ts';
import type { PolicyStatement } from './simulate.ts';
import { readPolicies, type StackPolicies } from './stack-policies.ts';

const resource = (type: string, name: string, inputs: Record<string, unknown>): Recorded => ({
  ...{ type, name, inputs },
  options: { protect: false, ignoreChanges: [], parent: '', provider: '' },
});
const policy = (Statement: PolicyStatement[]) => JSON.stringify({ Version: '2012-10-17', Statement });

export const mediaArn = 'arn:aws:s3:::matinee-media-mock';

/** A stack of one bucket and one service, `spec`, with these statements: for specs of the checks themselves. */
export function sampleStack(statements: PolicyStatement[]): StackPolicies {
  const role = `arn:aws:iam::${mockAccount}:role/matinee-spec-task`;
  return readPolicies([
    resource('aws:s3/bucket:Bucket', 'media', { bucketPrefix: 'matinee-media-' }),
    resource('aws:s3/bucketPolicy:BucketPolicy', 'media', {
      bucket: 'matinee-media-mock',
      policy: policy([
        {
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: [mediaArn, `${mediaArn}/*`],
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ]),
    }),
    resource('aws:iam/role:Role', 'spec', { name: 'matinee-spec-task', assumeRolePolicy: policy([]) }),
    resource('aws:iam/rolePolicy:RolePolicy', 'spec', {
      role: 'matinee-spec-task',
      policy: policy(statements),
    }),
    resource('aws:ecs/taskDefinition:TaskDefinition', 'spec', {
      taskRoleArn: role,
      executionRoleArn: role,
      containerDefinitions: JSON.stringify([{ name: 'spec' }]),
    }),
  ]);
}
