/** A permission in the words of IAM. */
export type Need = {
  /** As policies spell it, such as `s3:PutObject`. */
  action: string;
  /** `bucket/key`, or the name of a bucket, queue, topic, secret or `cluster/service`; `*` where IAM knows none. */
  resource: string;
  /** Keys that conditions of policies may ask for. */
  context?: Record<string, string>;
  /** False for calls that carry no signature: IAM is not asked. */
  signed?: false;
};

/** The fields of SDK inputs that name what a call is about. */
export type Input = Record<string, unknown>;

const text = (input: Input, field: string): string => {
  const value = input[field];
  if (typeof value !== 'string') throw new Error(`An AWS call without ${field} cannot be written down.`);
  return value;
};
const last = (value: string, separator: RegExp): string => value.split(separator).at(-1)!;

const object = (action: string, input: Input, key = text(input, 'Key')): Need => ({
  action,
  resource: `${text(input, 'Bucket')}/${key}`,
});
const bucket = (action: string, input: Input, context?: Record<string, string>): Need => ({
  action,
  resource: text(input, 'Bucket'),
  ...(context && { context }),
});
/** Bucket policies see whether a signature came in the URL. */
export const presigned = (needs: Need[]): Need[] =>
  needs.map((need) => ({ ...need, context: { ...need.context, 's3:authType': 'REST-QUERY-STRING' } }));
const versioned = (action: string, input: Input) => (input.VersionId ? `${action}Version` : action);
const read = (input: Input) => [object(versioned('s3:GetObject', input), input)];
/** With If-Match S3 also asks for the right to read what would be replaced; bucket policies see If-None-Match. */
const write = (input: Input): Need[] => [
  {
    ...object('s3:PutObject', input),
    ...(input.IfNoneMatch !== undefined && { context: { 's3:if-none-match': String(input.IfNoneMatch) } }),
  },
  ...(input.IfMatch ? [object('s3:GetObject', input)] : []),
];
const queue = (action: string) => (input: Input) => [
  { action, resource: last(text(input, 'QueueUrl'), /\//) },
];
const topic = (input: Input) => [{ action: 'sns:Publish', resource: last(text(input, 'TopicArn'), /:/) }];
const secret = (action: string) => (input: Input) => [
  // The ARN of a secret ends in a hyphen and six random characters; its name does not.
  { action, resource: text(input, 'SecretId').replace(/^arn:.*:secret:(.+)-\w{6}$/, '$1') },
];
const service = (action: string, services: readonly string[], input: Input): Need[] => {
  const cluster = last(text(input, 'cluster'), /\//);
  return services.map((name) => ({ action, resource: `${cluster}/${last(name, /\//)}` }));
};
const unsigned = (action: string) => () => [{ action, resource: '*', signed: false as const }];

type Copy = { CopySource?: string };
type Removal = { Delete?: { Objects?: { Key?: string; VersionId?: string }[] } };

/**
 * What IAM is asked for each call of the SDK, by `{service}:{operation}`; most are named alike, these are all that we
 * make. Sources: "Required permissions for Amazon S3 API operations" (S3 User Guide), "Actions, resources, and
 * condition keys" of SQS, SNS, ECS and Secrets Manager (Service Authorization Reference), "Unauthenticated user
 * operations" and "token-authorized operations" (Amazon Cognito Developer Guide: IAM is not asked).
 */
export const needsOfCalls: Record<string, (input: Input) => Need[]> = {
  's3:GetObject': read,
  's3:HeadObject': read,
  's3:PutObject': write,
  's3:CreateMultipartUpload': write,
  's3:UploadPart': write,
  's3:CompleteMultipartUpload': write,
  's3:ListParts': (input) => [object('s3:ListMultipartUploadParts', input)],
  's3:AbortMultipartUpload': (input) => [object('s3:AbortMultipartUpload', input)],
  's3:DeleteObject': (input) => [object(versioned('s3:DeleteObject', input), input)],
  's3:DeleteObjects': (input) =>
    ((input as Removal).Delete?.Objects ?? []).map(({ Key, VersionId }) =>
      object(versioned('s3:DeleteObject', { VersionId }), input, Key),
    ),
  's3:ListObjectsV2': (input) => [
    bucket('s3:ListBucket', input, input.Prefix ? { 's3:prefix': String(input.Prefix) } : undefined),
  ],
  's3:HeadBucket': (input) => [bucket('s3:ListBucket', input)],
  's3:ListMultipartUploads': (input) => [bucket('s3:ListBucketMultipartUploads', input)],
  's3:CopyObject': (input) => [
    ...write(input),
    { action: 's3:GetObject', resource: ((input as Copy).CopySource ?? '').replace(/^\//, '') },
  ],
  'sqs:SendMessage': queue('sqs:SendMessage'),
  'sqs:SendMessageBatch': queue('sqs:SendMessage'),
  'sqs:ReceiveMessage': queue('sqs:ReceiveMessage'),
  'sqs:DeleteMessage': queue('sqs:DeleteMessage'),
  'sqs:DeleteMessageBatch': queue('sqs:DeleteMessage'),
  'sqs:ChangeMessageVisibility': queue('sqs:ChangeMessageVisibility'),
  'sqs:ChangeMessageVisibilityBatch': queue('sqs:ChangeMessageVisibility'),
  'sqs:GetQueueAttributes': queue('sqs:GetQueueAttributes'),
  'sns:Publish': topic,
  'sns:PublishBatch': topic,
  'secretsmanager:GetSecretValue': secret('secretsmanager:GetSecretValue'),
  'secretsmanager:PutSecretValue': secret('secretsmanager:PutSecretValue'),
  'secretsmanager:DescribeSecret': secret('secretsmanager:DescribeSecret'),
  'secretsmanager:UpdateSecretVersionStage': secret('secretsmanager:UpdateSecretVersionStage'),
  'ecs:UpdateService': (input) => service('ecs:UpdateService', [text(input, 'service')], input),
  'ecs:DescribeServices': (input) =>
    service('ecs:DescribeServices', (input.services ?? []) as string[], input),
  ...Object.fromEntries(
    [
      'ChangePassword',
      'ConfirmForgotPassword',
      'ConfirmSignUp',
      'ForgotPassword',
      'GetTokensFromRefreshToken',
      'GetUser',
      'GlobalSignOut',
      'InitiateAuth',
      'ResendConfirmationCode',
      'RevokeToken',
      'SignUp',
    ].map((operation) => [`cognito-idp:${operation}`, unsigned(`cognito-idp:${operation}`)]),
  ),
};

/**
 * What S3 asks on top when an object is not there: without the right to list it answers 403 instead of 404
 * (HeadObject and GetObject, "Permissions", Amazon S3 API Reference). No prefix is sent with these calls.
 */
export const needsOfMissing = (call: string, input: Input): Need[] =>
  call === 's3:GetObject' || call === 's3:HeadObject' ? [bucket('s3:ListBucket', input)] : [];
