import { isNarrow, list, rolePolicies, statementsOf } from './documents.ts';
import { every, violation, type Rule } from './rule.ts';

const role = 'aws:iam/role:Role';
const pool = 'aws:cognito/userPool:UserPool';
type Pool = {
  mfaConfiguration?: string;
  passwordPolicy?: { minimumLength?: number; requireNumbers?: boolean; requireSymbols?: boolean };
  userPoolAddOns?: { advancedSecurityMode?: string };
};

export const identityRules: Rule[] = [
  {
    id: '52-actions',
    alsoKnownAs: 'CKV_AWS_62/63, 107–111, 286–290, IAM5, IAM.1, IAM.21, KMS.1/2',
    title: 'roles name every action',
    check: (stack) =>
      rolePolicies(stack).flatMap(({ resource, statements }) =>
        statements
          .filter(({ Effect }) => Effect === 'Allow')
          .flatMap(({ Sid, Action, NotAction }) =>
            violation(
              resource,
              (NotAction !== undefined || !list(Action).every(isNarrow)) && `${Sid} allows any action`,
            ),
          ),
      ),
  },
  {
    id: '52-resources',
    alsoKnownAs: 'CKV_AWS_355, IAM5',
    title: 'roles name what they may touch',
    check: (stack) =>
      rolePolicies(stack).flatMap(({ resource, statements }) =>
        statements
          .filter(({ Effect }) => Effect === 'Allow')
          .flatMap(({ Sid, Resource }) =>
            violation(
              resource,
              list(Resource).some((arn) => arn === '*' || /^arn:aws:\w+:::?\*$/.test(arn)) &&
                `${Sid} touches everything`,
            ),
          ),
      ),
  },
  {
    id: '52-managed',
    alsoKnownAs: 'CKV_AWS_274, IAM4',
    title: 'roles have no policies of AWS’s making',
    check: (stack) => [
      ...every<{ managedPolicyArns?: string[] }>(
        role,
        ({ managedPolicyArns }) => !!managedPolicyArns?.length && 'has a managed policy',
      )(stack),
      ...stack.resources
        .filter(({ type }) =>
          /^aws:iam\/(rolePolicyAttachment|policyAttachment|userPolicyAttachment)/.test(type),
        )
        .flatMap((resource) => violation(resource, 'attaches a managed policy')),
      ...stack.resources
        .filter(({ type }) => /^aws:iam\/(user|accessKey):/.test(type))
        .flatMap((resource) => violation(resource, 'is a stored key')),
    ],
  },
  {
    id: '52-trust',
    alsoKnownAs: 'CKV_AWS_60, CKV_AWS_61',
    title: 'roles are taken by one service, for this account',
    check: every<{ assumeRolePolicy: string }>(role, ({ assumeRolePolicy }) => {
      const open = statementsOf(assumeRolePolicy).some(
        ({ Principal, Condition }) =>
          Principal === '*' || JSON.stringify(Principal).includes('"*"') || !Condition,
      );
      return open && 'may be taken without a condition';
    }),
  },
  {
    id: '53-github',
    alsoKnownAs: 'CKV_AWS_358, CKV_AWS_393',
    title: 'workflows are known by repository and environment',
    check: every<{ assumeRolePolicy: string }>(role, ({ assumeRolePolicy }) => {
      if (!assumeRolePolicy.includes('AssumeRoleWithWebIdentity')) return undefined;
      return statementsOf(assumeRolePolicy).some(({ Condition }) => {
        const claims = Object.entries(Condition?.['StringEquals'] ?? {});
        const claim = (name: string) => list(claims.find(([key]) => key.endsWith(`:${name}`))?.[1]);
        const subjects = claim('sub');
        return (
          !claim('aud').includes('sts.amazonaws.com') ||
          subjects.length === 0 ||
          !subjects.every((sub) => /^repo:[\w.-]+\/[\w.-]+:environment:[\w-]+$/.test(sub))
        );
      })
        ? 'trusts more than one environment of one repository'
        : undefined;
    }),
  },
  {
    id: '56-guests',
    alsoKnownAs: 'CKV_AWS_366, COG7, Cognito.2',
    title: 'nobody gets credentials of AWS without an account',
    check: every<{ allowUnauthenticatedIdentities?: boolean }>(
      'aws:cognito/identityPool:IdentityPool',
      ({ allowUnauthenticatedIdentities }) => allowUnauthenticatedIdentities !== false && 'lets guests in',
    ),
  },
  {
    id: '56-length',
    alsoKnownAs: 'COG1 (length)',
    title: 'passwords have twelve characters or more',
    check: every<Pool>(
      pool,
      ({ passwordPolicy }) => (passwordPolicy?.minimumLength ?? 0) < 12 && 'takes short passwords',
    ),
  },
  {
    id: '56-classes',
    alsoKnownAs: 'COG1, Cognito.3',
    title: 'passwords need several kinds of characters',
    check: every<Pool>(
      pool,
      ({ passwordPolicy }) =>
        !(passwordPolicy?.requireNumbers && passwordPolicy.requireSymbols) && 'takes any kind of characters',
    ),
  },
  {
    id: '56-second-factor',
    alsoKnownAs: 'COG2',
    title: 'accounts have a second factor',
    check: every<Pool>(pool, ({ mfaConfiguration }) => mfaConfiguration !== 'ON' && 'needs no second factor'),
  },
  {
    id: '56-threats',
    alsoKnownAs: 'COG8',
    title: 'Cognito looks for taken accounts',
    check: every<Pool>(
      pool,
      ({ userPoolAddOns }) =>
        userPoolAddOns?.advancedSecurityMode !== 'ENFORCED' && 'has no threat protection',
    ),
  },
];
