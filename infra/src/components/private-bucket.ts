import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';

/** A bucket that nobody reaches by accident: no public access, no ACLs, TLS only, encrypted. */
export class PrivateBucket extends pulumi.ComponentResource {
  readonly bucket: aws.s3.Bucket;
  readonly arn: pulumi.Output<string>;

  constructor(
    name: string,
    args: { bucketName: string; versioned: boolean },
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super('matinee:PrivateBucket', name, {}, opts);
    const parent = { parent: this };
    this.bucket = new aws.s3.Bucket(
      name,
      { bucketPrefix: `${args.bucketName}-` },
      { ...parent, protect: true },
    );
    this.arn = this.bucket.arn;
    const bucket = this.bucket.id;

    new aws.s3.BucketPublicAccessBlock(
      `${name}-no-public-access`,
      {
        bucket,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      parent,
    );
    new aws.s3.BucketOwnershipControls(
      `${name}-no-acls`,
      { bucket, rule: { objectOwnership: 'BucketOwnerEnforced' } },
      parent,
    );
    new aws.s3.BucketServerSideEncryptionConfiguration(
      `${name}-encryption`,
      { bucket, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }] },
      parent,
    );
    new aws.s3.BucketVersioning(
      `${name}-versions`,
      { bucket, versioningConfiguration: { status: args.versioned ? 'Enabled' : 'Suspended' } },
      parent,
    );
    new aws.s3.BucketPolicy(`${name}-tls-only`, { bucket, policy: this.arn.apply(tlsOnly) }, parent);
    this.registerOutputs({ arn: this.arn });
  }
}

const tlsOnly = (arn: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'TlsOnly',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [arn, `${arn}/*`],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  });
