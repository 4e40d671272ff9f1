/**
 * What tasks call, and so needs an interface endpoint where there is no way to the internet; pure, because the cost
 * model counts it. Each costs by the hour and zone: a row needs a reason. Not here: S3 (a gateway endpoint, free), STS
 * (credentials of tasks come from ECS's own address), KMS (Secrets Manager calls it itself), ssmmessages (ECS Exec is off).
 */
export const interfaceEndpoints: readonly {
  service: string;
  reason: string;
  /** Refuses callers of other accounts. Not where calls come unsigned or with a token of their own. */
  accountOnly: boolean;
}[] = [
  { service: 'ecr.api', reason: 'ECS asks where an image is', accountOnly: false },
  { service: 'ecr.dkr', reason: 'ECS pulls the image; its layers come from S3', accountOnly: false },
  { service: 'logs', reason: 'log lines of every container', accountOnly: true },
  {
    service: 'secretsmanager',
    reason: 'passwords and tokens, at start and after a rotation',
    accountOnly: true,
  },
  { service: 'sqs', reason: 'queues of transcode, catalog and the workers', accountOnly: true },
  { service: 'sns', reason: 'events of transcode and catalog', accountOnly: true },
  { service: 'ecs', reason: 'transcode wakes workers', accountOnly: true },
  {
    service: 'cognito-idp',
    reason: 'accounts of auth, and the keys that every service checks tokens with',
    accountOnly: false,
  },
];
