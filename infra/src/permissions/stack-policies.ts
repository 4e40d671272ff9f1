import { mockAccount, mockRegion, stateOf } from '../mock-cloud.ts';
import type { Recorded } from '../mocks.ts';
import type { Policy } from './simulate.ts';

/** A role with everything that decides what it may do and who may take it. */
export type Role = { name: string; arn: string; policies: Policy[]; managed: string[]; trust: Policy };

export type StackPolicies = {
  roles: Role[];
  /** By the name without `matinee-`. @throws Error when there is none */
  role(name: string): Role;
  /** The role that a container's code has. @throws Error when no task has such a container */
  taskRoleOf(container: string): Role;
  /** Role that ECS itself takes for a container's task. */
  executionRoleOf(container: string): Role;
  /** Physical name of a bucket of the topology. */
  bucketName(logical: string): string;
  /** ARN of a resource of a type by its name in the program or its physical name or the beginning of that. */
  arnOf(type: string, name: string): string;
  /** Policy of a bucket, queue, topic or key by its ARN. */
  policyOf(arn: string): Policy | undefined;
  /** The key of our own that a secret is under, if it is. */
  keyOf(arn: string): string | undefined;
};

const parse = (value: unknown): Policy => (typeof value === 'string' ? JSON.parse(value) : value) as Policy;
const list = (value: unknown): string[] => (Array.isArray(value) ? (value as string[]) : []);

const arnOfResource = ({ type, name, inputs }: Recorded) => String(stateOf(type, name, inputs).state.arn);

type Container = { name: string };

/** The very policies that the program gave to Pulumi, from what `record` saw. */
export function readPolicies(resources: readonly Recorded[]): StackPolicies {
  const all = (type: string) => resources.filter((resource) => resource.type === type);
  const documents = new Map(
    all('aws:iam/policy:Policy').map((one) => [arnOfResource(one), parse(one.inputs.policy)]),
  );

  const roles = all('aws:iam/role:Role').map((resource): Role => {
    const name = String(resource.inputs.name ?? resource.name);
    const attached = [
      ...all('aws:iam/rolePolicyAttachment:RolePolicyAttachment')
        .filter(({ inputs }) => inputs.role === name)
        .map(({ inputs }) => String(inputs.policyArn)),
      ...list(resource.inputs.managedPolicyArns),
    ];
    const inline = all('aws:iam/rolePolicy:RolePolicy').filter(({ inputs }) => inputs.role === name);
    return {
      name,
      arn: arnOfResource(resource),
      policies: [
        ...inline.map(({ inputs }) => parse(inputs.policy)),
        ...attached.flatMap((arn) => documents.get(arn) ?? []),
      ],
      managed: attached.filter((arn) => !documents.has(arn)),
      trust: parse(resource.inputs.assumeRolePolicy),
    };
  });
  const byArn = (arn: unknown) => {
    const found = roles.find((role) => role.arn === arn);
    if (!found) throw new Error(`There is no role ${String(arn)}.`);
    return found;
  };
  const taskOf = (container: string) => {
    const found = all('aws:ecs/taskDefinition:TaskDefinition').find(({ inputs }) =>
      (JSON.parse(String(inputs.containerDefinitions)) as Container[]).some(({ name }) => name === container),
    );
    if (!found) throw new Error(`No task has a container ${container}.`);
    return found;
  };
  const arnOf = (type: string, name: string) => {
    const found = all(type).find((resource) =>
      [resource.name, resource.inputs.name, resource.inputs.bucket, resource.inputs.bucketPrefix].some(
        (known) => known === name || known === `${name}-`,
      ),
    );
    if (!found) throw new Error(`There is no ${type} ${name}.`);
    return arnOfResource(found);
  };
  const policies = new Map<string, Policy>();
  for (const { inputs } of all('aws:s3/bucketPolicy:BucketPolicy'))
    policies.set(`arn:aws:s3:::${String(inputs.bucket)}`, parse(inputs.policy));
  for (const { inputs } of all('aws:sqs/queuePolicy:QueuePolicy'))
    policies.set(
      `arn:aws:sqs:${mockRegion}:${mockAccount}:${String(inputs.queueUrl).split('/').at(-1)}`,
      parse(inputs.policy),
    );
  for (const { inputs } of all('aws:sns/topicPolicy:TopicPolicy'))
    policies.set(String(inputs.arn), parse(inputs.policy));
  const keys = new Map(
    all('aws:secretsmanager/secret:Secret').flatMap((secret) =>
      secret.inputs.kmsKeyId ? [[arnOfResource(secret), String(secret.inputs.kmsKeyId)] as const] : [],
    ),
  );
  for (const key of all('aws:kms/key:Key')) policies.set(arnOfResource(key), parse(key.inputs.policy));

  return {
    roles,
    role(name) {
      const found = roles.find((role) => role.name === `matinee-${name}`);
      if (!found) throw new Error(`There is no role matinee-${name}.`);
      return found;
    },
    taskRoleOf: (container) => byArn(taskOf(container).inputs.taskRoleArn),
    executionRoleOf: (container) => byArn(taskOf(container).inputs.executionRoleArn),
    bucketName: (logical) => arnOf('aws:s3/bucket:Bucket', logical).slice('arn:aws:s3:::'.length),
    arnOf,
    policyOf: (arn) => policies.get(arn),
    keyOf: (arn) => keys.get(arn),
  };
}
