import { mockAccount } from '../mock-cloud.ts';
import { isOpen, policyOf, refusesPlainHttp } from './documents.ts';
import { every, everyHas, violation, type Rule } from './rule.ts';

const bucket = 'aws:s3/bucket:Bucket';
const policy = 'aws:s3/bucketPolicy:BucketPolicy';
const isOriginals = (name: string) => name === 'originals';

export const storageRules: Rule[] = [
  {
    id: '1-public-access',
    alsoKnownAs: 'CKV_AWS_53/54/55/56, CKV2_AWS_6, S1, S3.1, S3.8',
    title: 'buckets block every kind of public access',
    check: everyHas<Record<string, boolean>>(
      bucket,
      'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock',
      'bucket',
      (block) =>
        ['blockPublicAcls', 'blockPublicPolicy', 'ignorePublicAcls', 'restrictPublicBuckets'].every(
          (key) => block[key] === true,
        ),
      'has no block of all four kinds',
    ),
  },
  {
    id: '2-tls',
    alsoKnownAs: 'CKV_AWS_379, S10, S3.5',
    title: 'buckets refuse plain HTTP',
    check: every(
      bucket,
      (_, stack, resource) =>
        !refusesPlainHttp(policyOf(stack, policy, 'bucket', resource)) && 'answers without TLS',
    ),
  },
  {
    id: '2-principal',
    alsoKnownAs: 'CKV_AWS_70',
    title: 'bucket policies let nobody in whom they do not name',
    check: every(
      bucket,
      (_, stack, resource) =>
        policyOf(stack, policy, 'bucket', resource).some((statement) => isOpen(statement, mockAccount)) &&
        'has a policy for anybody',
    ),
  },
  {
    id: '3-encrypted',
    alsoKnownAs: 'CKV_AWS_19',
    title: 'buckets are encrypted',
    check: everyHas<{ rules: unknown[] }>(
      bucket,
      'aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration',
      'bucket',
      ({ rules }) => rules.length > 0,
      'has no default encryption',
    ),
  },
  {
    id: '3-kms',
    alsoKnownAs: 'CKV_AWS_145',
    title: 'buckets are encrypted with a key of KMS',
    check: everyHas(
      bucket,
      'aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration',
      'bucket',
      (inputs) => JSON.stringify(inputs).includes('aws:kms'),
      'uses the keys of S3',
    ),
  },
  {
    id: '4-versions',
    alsoKnownAs: 'CKV_AWS_21',
    title: 'originals keep their versions',
    check: (stack) =>
      everyHas<{ versioningConfiguration: { status: string } }>(
        bucket,
        'aws:s3/bucketVersioning:BucketVersioning',
        'bucket',
        ({ versioningConfiguration }) => versioningConfiguration.status === 'Enabled',
        'forgets what is overwritten',
      )(stack).filter(({ resource }) => isOriginals(resource.split(' ')[1]!)),
  },
  {
    id: '5-access-log',
    alsoKnownAs: 'CKV_AWS_18, S1, S3.9',
    title: 'buckets log accesses',
    check: everyHas(bucket, 'aws:s3/bucketLogging:BucketLogging', 'bucket', () => true, 'has no access log'),
  },
  {
    id: '6-lifecycle',
    alsoKnownAs: 'CKV_AWS_300, CKV2_AWS_61, S3.10, S3.13',
    title: 'buckets remove what abandoned uploads leave',
    check: everyHas<{ rules: { status: string; abortIncompleteMultipartUpload?: unknown }[] }>(
      bucket,
      'aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration',
      'bucket',
      ({ rules }) =>
        rules.some((rule) => rule.status === 'Enabled' && rule.abortIncompleteMultipartUpload !== undefined),
      'keeps parts of unfinished uploads for ever',
    ),
  },
  {
    id: '7-notification',
    alsoKnownAs: 'CKV2_AWS_62, S3.11',
    title: 'originals announce themselves',
    check: (stack) =>
      everyHas(
        bucket,
        'aws:s3/bucketNotification:BucketNotification',
        'bucket',
        () => true,
        'tells nobody',
      )(stack).filter(({ resource }) => isOriginals(resource.split(' ')[1]!)),
  },
  {
    id: '8-ownership',
    alsoKnownAs: 'CKV2_AWS_65, S3.12',
    title: 'buckets know no ACLs',
    check: everyHas<{ rule: { objectOwnership: string } }>(
      bucket,
      'aws:s3/bucketOwnershipControls:BucketOwnershipControls',
      'bucket',
      ({ rule }) => rule.objectOwnership === 'BucketOwnerEnforced',
      'obeys ACLs',
    ),
  },
  {
    id: '9-replication',
    alsoKnownAs: 'CKV_AWS_144',
    title: 'buckets have a copy in another region',
    check: (stack) =>
      stack
        .all(bucket)
        .filter(
          (resource) =>
            stack.partners('aws:s3/bucketReplicationConfig:BucketReplicationConfig', 'bucket', resource)
              .length === 0,
        )
        .flatMap((resource) => violation(resource, 'is in one region')),
  },
];
