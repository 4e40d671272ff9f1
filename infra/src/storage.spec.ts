import { buckets, limits } from '@matinee/contracts';
import { beforeAll, describe, expect, it } from 'vitest';
import { distributionArn, ground, type Ground } from './spec-ground.ts';
import { profileNames } from './profiles.ts';

const names = ['logs', 'originals', 'media'];

describe.each(profileNames)('buckets of %s', (profile) => {
  let made: Ground;
  beforeAll(async () => {
    made = await ground({ profile, abandonedUploadDays: '3' });
  });
  const statement = (policy: string, sid: string) =>
    made.policies('s3/bucketPolicy:BucketPolicy')[policy]!.Statement.find(({ Sid }) => Sid === sid);

  it('are the two of the topology and one for logs', () => {
    expect(made.all('s3/bucket:Bucket').map(({ inputs }) => inputs['bucketPrefix'])).toEqual([
      'matinee-logs-',
      `${buckets.media}-`,
      `${buckets.originals}-`,
    ]);
  });

  it('are closed to the public, without ACLs, and encrypted', () => {
    const blocks = made.all('s3/bucketPublicAccessBlock:BucketPublicAccessBlock');
    expect(blocks.map(({ inputs }) => inputs)).toEqual(
      ['matinee-logs-mock', `${buckets.media}-mock`, `${buckets.originals}-mock`].map((bucket) => ({
        bucket,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      })),
    );
    for (const name of names) {
      expect(
        made.one('s3/bucketOwnershipControls:BucketOwnershipControls', `${name}-no-acls`).inputs,
      ).toMatchObject({
        rule: { objectOwnership: 'BucketOwnerEnforced' },
      });
      expect(
        made.one(
          's3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration',
          `${name}-encryption`,
        ).inputs,
      ).toMatchObject({ rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }] });
    }
  });

  it('have one policy each, which refuses plain HTTP and TLS before 1.2 for all of the bucket', () => {
    expect(Object.keys(made.policies('s3/bucketPolicy:BucketPolicy'))).toEqual(
      expect.arrayContaining(names.map((name) => `${name}-policy`)),
    );
    expect(made.all('s3/bucketPolicy:BucketPolicy')).toHaveLength(names.length);
    for (const name of names) {
      const arn = `arn:aws:s3:::matinee-${name}-mock`;
      const all = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: [arn, `${arn}/*`] };
      expect(statement(`${name}-policy`, 'TlsOnly')).toEqual({
        Sid: 'TlsOnly',
        ...all,
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      });
      expect(statement(`${name}-policy`, 'Tls12OrNewer')).toEqual({
        Sid: 'Tls12OrNewer',
        ...all,
        Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } },
      });
    }
  });

  it('write their accesses to the log bucket, each below its own name', () => {
    expect(made.all('s3/bucketLogging:BucketLogging').map(({ inputs }) => inputs)).toEqual(
      ['media', 'originals'].map((name) => ({
        bucket: `matinee-${name}-mock`,
        targetBucket: 'matinee-logs-mock',
        targetPrefix: `s3/${name}/`,
      })),
    );
  });

  it('keep versions of originals only', () => {
    expect(made.all('s3/bucketVersioning:BucketVersioning').map(({ inputs }) => inputs)).toEqual([
      { bucket: 'matinee-originals-mock', versioningConfiguration: { status: 'Enabled' } },
    ]);
  });

  it('forget abandoned uploads, deleted originals and old logs, and move what rests to cheaper storage', () => {
    const rules = (name: string) =>
      made.one('s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration', `${name}-lifecycle`).inputs[
        'rules'
      ];
    expect(rules('originals')).toMatchObject([
      { id: 'abandoned-uploads', filter: {}, abortIncompleteMultipartUpload: { daysAfterInitiation: 3 } },
      {
        noncurrentVersionExpiration: { noncurrentDays: 30 },
        expiration: { expiredObjectDeleteMarker: true },
      },
      { transitions: [{ days: 30, storageClass: 'GLACIER_IR' }] },
    ]);
    expect(rules('media')).toMatchObject([
      { abortIncompleteMultipartUpload: { daysAfterInitiation: 2 } },
      { filter: { objectSizeGreaterThan: 262_144 }, transitions: [{ storageClass: 'INTELLIGENT_TIERING' }] },
    ]);
    expect(JSON.stringify(rules('media'))).not.toContain('expiration');
    const logDays = { lean: 30, standard: 90, ha: 365 }[profile];
    expect(rules('logs')).toMatchObject([{}, { expiration: { days: logDays } }]);
  });

  it('take uploads from pages of our origin alone', () => {
    expect(
      made.all('s3/bucketCorsConfiguration:BucketCorsConfiguration').map(({ inputs }) => inputs),
    ).toEqual([
      {
        bucket: 'matinee-originals-mock',
        corsRules: [
          {
            allowedOrigins: ['https://video.example.com'],
            allowedMethods: ['PUT'],
            allowedHeaders: ['content-type', 'if-none-match'],
            exposeHeaders: ['ETag'],
            maxAgeSeconds: 3600,
          },
        ],
      },
    ]);
  });

  it('let presigned URLs live as long as ours do, and do nothing else', () => {
    const age = (policy: string) => statement(policy, 'NoOldSignatures')!.Condition;
    const milliseconds = (seconds: number) => ({
      NumericGreaterThan: { 's3:signatureAge': String(seconds * 1000) },
    });
    expect(age('originals-policy')).toEqual(milliseconds(limits.uploadUrlSeconds));
    expect(age('media-policy')).toEqual(milliseconds(limits.watchUrlSeconds));
    for (const [policy, action] of [
      ['originals-policy', 's3:PutObject'],
      ['media-policy', 's3:GetObject'],
    ] as const)
      expect(statement(policy, 'PresignedOnlyForThis')).toMatchObject({
        Effect: 'Deny',
        NotAction: action,
        Condition: { StringEquals: { 's3:authType': 'REST-QUERY-STRING' } },
      });
  });

  it('write originals once; parts of an upload are exempt', () => {
    expect(statement('originals-policy', 'WriteOnce')).toMatchObject({
      Effect: 'Deny',
      Action: 's3:PutObject',
      Resource: 'arn:aws:s3:::matinee-originals-mock/*',
      Condition: {
        Null: { 's3:if-none-match': 'true' },
        Bool: { 's3:ObjectCreationOperation': 'true' },
      },
    });
  });

  it('let one distribution read media, and nobody else by policy', () => {
    const allowed = made
      .policies('s3/bucketPolicy:BucketPolicy')
      ['media-policy']!.Statement.filter(({ Effect }) => Effect === 'Allow');
    expect(allowed).toEqual([
      {
        Sid: 'CloudFrontReads',
        Effect: 'Allow',
        Principal: { Service: 'cloudfront.amazonaws.com' },
        Action: 's3:GetObject',
        Resource: 'arn:aws:s3:::matinee-media-mock/*',
        Condition: { StringEquals: { 'aws:SourceArn': distributionArn } },
      },
    ]);
    const originals = made.policies('s3/bucketPolicy:BucketPolicy')['originals-policy']!.Statement;
    expect(originals.filter(({ Effect }) => Effect === 'Allow')).toEqual([]);
  });
});
