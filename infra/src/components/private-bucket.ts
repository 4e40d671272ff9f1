import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import type { Settings } from '../settings.ts';
import { kept } from './kept.ts';
import { resourcePolicy, tlsOnly, type ResourceStatement } from './resource-policy.ts';

type LifecycleRule = aws.types.input.s3.BucketLifecycleConfigurationRule;
export type PrivateBucketArgs = {
  /** The physical name begins with it; AWS makes it unique. */
  bucketName: string;
  settings: Settings;
  versioned?: boolean;
  /** Rules beside the one that removes unfinished uploads. */
  lifecycle?: LifecycleRule[];
  /** Days after which the parts of an unfinished upload are removed. */
  abandonedUploadDays: number;
  /** Where its access log goes. */
  accessLog?: { bucket: PrivateBucket; prefix: string };
};

/** A bucket that nobody reaches by accident: no public access, no ACLs, encrypted, and with `restrict` TLS only. */
export class PrivateBucket extends pulumi.ComponentResource {
  readonly bucket: aws.s3.Bucket;
  readonly arn: pulumi.Output<string>;
  readonly #name: string;

  constructor(name: string, args: PrivateBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super('matinee:PrivateBucket', name, {}, opts);
    this.#name = name;
    const parent = { parent: this };
    this.bucket = new aws.s3.Bucket(
      name,
      { bucketPrefix: `${args.bucketName}-`, forceDestroy: args.settings.allowDestroy },
      { ...parent, ...kept(args.settings) },
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
    const versions =
      args.versioned &&
      new aws.s3.BucketVersioning(
        `${name}-versions`,
        { bucket, versioningConfiguration: { status: 'Enabled' } },
        parent,
      );
    new aws.s3.BucketLifecycleConfiguration(
      `${name}-lifecycle`,
      {
        bucket,
        rules: [
          {
            id: 'abandoned-uploads',
            status: 'Enabled',
            filter: {},
            abortIncompleteMultipartUpload: { daysAfterInitiation: args.abandonedUploadDays },
          },
          ...(args.lifecycle ?? []),
        ],
      },
      { ...parent, ...(versions && { dependsOn: versions }) },
    );
    if (args.accessLog)
      new aws.s3.BucketLogging(
        `${name}-access-log`,
        { bucket, targetBucket: args.accessLog.bucket.bucket.id, targetPrefix: args.accessLog.prefix },
        parent,
      );
    this.registerOutputs({ arn: this.arn });
  }

  /**
   * Makes the bucket's policy: TLS 1.2 or newer, and what else may or must not be. To be called once, as a bucket has
   * one policy only; apart from the constructor because some statements name what needs the bucket first.
   */
  restrict(more: (bucketArn: string) => pulumi.Input<ResourceStatement[]> = () => []): aws.s3.BucketPolicy {
    return new aws.s3.BucketPolicy(
      `${this.#name}-policy`,
      {
        bucket: this.bucket.id,
        policy: this.arn.apply((arn) =>
          pulumi.output(more(arn)).apply((statements) => resourcePolicy([...transport(arn), ...statements])),
        ),
      },
      { parent: this },
    );
  }
}

const transport = (arn: string): ResourceStatement[] => {
  const everything = [arn, `${arn}/*`];
  return [
    tlsOnly('s3:*', everything),
    {
      Sid: 'Tls12OrNewer',
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: everything,
      Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } },
    },
  ];
};
