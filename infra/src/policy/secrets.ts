import { mockAccount } from '../mock-cloud.ts';
import { list, statementsOf } from './documents.ts';
import { every, everyHas, type Rule, type Stack } from './rule.ts';

const secret = 'aws:secretsmanager/secret:Secret';
const repository = 'aws:ecr/repository:Repository';
const group = 'aws:cloudwatch/logGroup:LogGroup';

/** Days between runs of the task that gives the services new database users; infinite without a schedule. */
const rotationDays = (stack: Stack) =>
  Math.min(
    ...stack
      .all('aws:scheduler/schedule:Schedule')
      .filter(({ inputs }) => JSON.stringify(inputs.target).includes('rotate'))
      .map(({ inputs }) =>
        Number(/^rate\((\d+) days?\)$/.exec(String(inputs.scheduleExpression))?.[1] ?? Infinity),
      ),
  );

export const secretRules: Rule[] = [
  {
    id: '47-key',
    alsoKnownAs: 'CKV_AWS_149',
    title: 'secrets are encrypted with our key',
    check: every<{ kmsKeyId?: string }>(secret, ({ kmsKeyId }) => !kmsKeyId && 'is encrypted with AWS’s key'),
  },
  {
    id: '47-rotation',
    alsoKnownAs: 'CKV2_AWS_57, CKV_AWS_304, SMG4, SecretsManager.1, .4',
    title: 'secrets renew themselves within 90 days',
    check: every<{ name: string }>(secret, ({ name }, stack, resource) => {
      const byAws = stack
        .partners('aws:secretsmanager/secretRotation:SecretRotation', 'secretId', resource)
        .some(({ inputs }) => JSON.stringify(inputs).includes('automaticallyAfterDays'));
      const byUs = name.startsWith('matinee/database/') && rotationDays(stack) <= 90;
      return !byAws && !byUs && 'is renewed by hand';
    }),
  },
  {
    id: '48-tags',
    alsoKnownAs: 'CKV_AWS_51, ECR.2',
    title: 'tags of images never move',
    check: every<{ imageTagMutability?: string }>(
      repository,
      ({ imageTagMutability }) => imageTagMutability !== 'IMMUTABLE' && 'lets tags move',
    ),
  },
  {
    id: '48-scan',
    alsoKnownAs: 'CKV_AWS_163, ECR1, ECR.1',
    title: 'images are scanned when pushed',
    check: every<{ imageScanningConfiguration?: { scanOnPush?: boolean } }>(
      repository,
      ({ imageScanningConfiguration }) => !imageScanningConfiguration?.scanOnPush && 'scans nothing',
    ),
  },
  {
    id: '48-key',
    alsoKnownAs: 'CKV_AWS_136',
    title: 'images are encrypted with our key',
    check: every<{ encryptionConfigurations?: { encryptionType?: string; kmsKey?: string }[] }>(
      repository,
      ({ encryptionConfigurations }) =>
        !encryptionConfigurations?.some(({ encryptionType, kmsKey }) => encryptionType === 'KMS' && kmsKey) &&
        'is encrypted with AWS’s key',
    ),
  },
  {
    id: '48-lifecycle',
    alsoKnownAs: 'ECR.3',
    title: 'old images go',
    check: everyHas(
      repository,
      'aws:ecr/lifecyclePolicy:LifecyclePolicy',
      'repository',
      () => true,
      'keeps every image',
    ),
  },
  {
    id: '49-retention',
    alsoKnownAs: 'CKV_AWS_66, CKV_AWS_338',
    title: 'logs are kept for a year',
    check: every<{ retentionInDays?: number }>(
      group,
      ({ retentionInDays }) =>
        (retentionInDays ?? 0) < 365 && `is kept for ${retentionInDays ?? 'ever or no'} days`,
    ),
  },
  {
    id: '49-key',
    alsoKnownAs: 'CKV_AWS_158',
    title: 'logs are encrypted with our key',
    check: every<{ kmsKeyId?: string }>(group, ({ kmsKeyId }) => !kmsKeyId && 'is encrypted with AWS’s key'),
  },
  {
    id: '54-rotation',
    alsoKnownAs: 'CKV_AWS_7, KMS5',
    title: 'keys are renewed every year',
    check: every<{ enableKeyRotation?: boolean }>(
      'aws:kms/key:Key',
      ({ enableKeyRotation }) => !enableKeyRotation && 'is never renewed',
    ),
  },
  {
    id: '54-principal',
    alsoKnownAs: 'CKV_AWS_33, KMS.5',
    title: 'keys are for this account and named services',
    check: every<{ policy?: string }>('aws:kms/key:Key', ({ policy }) => {
      if (!policy) return 'has the policy that AWS gives';
      const open = statementsOf(policy).some(({ Effect, Principal, Condition }) => {
        if (Effect !== 'Allow') return false;
        if (Principal === '*') return true;
        if (list(Principal?.['AWS']).some((arn) => !arn.includes(mockAccount))) return true;
        return Principal?.['Service'] !== undefined && !Condition;
      });
      return open && 'may be used by anybody';
    }),
  },
];
