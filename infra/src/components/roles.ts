import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { allow, keyOfSecrets, type Statement } from './statement.ts';

/** Lets one AWS service take a role on behalf of this account and these resources alone (the confused deputy). */
export const trustOf = (service: string, account: string, sourceArn: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: service },
        Action: 'sts:AssumeRole',
        Condition: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnLike: { 'aws:SourceArn': sourceArn },
        },
      },
    ],
  });

export type RoleOptions = { trust: pulumi.Input<string>; statements?: pulumi.Input<Statement[]> };

/** A role with one inline policy; without statements it may do nothing. */
export const createRole = (name: string, options: RoleOptions): aws.iam.Role =>
  createGrant(name, options).role;

/** The same with its policy, for what must not begin before the role may do what it is for. */
export function createGrant(name: string, { trust, statements }: RoleOptions) {
  const role = new aws.iam.Role(name, { name: `matinee-${name}`, assumeRolePolicy: trust });
  const policies = statements
    ? [
        new aws.iam.RolePolicy(name, {
          role: role.name,
          name,
          policy: pulumi.jsonStringify({ Version: '2012-10-17', Statement: statements }),
        }),
      ]
    : [];
  return { role, policies };
}
export type Grant = ReturnType<typeof createGrant>;

export type ExecutionNeeds = {
  region: string;
  /** Arns. */
  repositories: string[];
  logGroups: string[];
  secrets: string[];
  /** The key that secrets are encrypted with, if it is our own. */
  key?: string | undefined;
};

/** What ECS itself does before the code runs: pull the image, inject secrets, write logs. */
export const executionStatements = (needs: ExecutionNeeds): Statement[] => [
  // AWS offers no narrower resource for the token of a registry.
  allow('RegistryLogin', ['ecr:GetAuthorizationToken'], ['*']),
  allow(
    'PullImage',
    ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
    needs.repositories,
  ),
  allow(
    'WriteLogs',
    ['logs:CreateLogStream', 'logs:PutLogEvents'],
    needs.logGroups.map((arn) => `${arn}:*`),
  ),
  ...(needs.secrets.length > 0
    ? [
        allow('InjectSecrets', ['secretsmanager:GetSecretValue'], needs.secrets),
        ...keyOfSecrets('DecryptInjected', ['kms:Decrypt'], needs),
      ]
    : []),
];
