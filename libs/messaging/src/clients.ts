import { SNSClient, type SNSClientConfig } from '@aws-sdk/client-sns';
import { SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs';
import { createAwsClient } from '@matinee/service-kit/aws';

/** Where the queues are. `endpoint` and `credentials` are only set for a local cloud; AWS needs the region alone. */
export type AwsTarget = {
  region: string;
  endpoint?: string | undefined;
  credentials?: { accessKeyId: string; secretAccessKey: string } | undefined;
};

/** A request that takes longer than the longest poll plus slack is dead, and becomes a retry. */
const extra = ({ credentials }: AwsTarget) => ({
  ...(credentials && { credentials }),
  requestHandler: {
    connectionTimeout: 3_000,
    requestTimeout: 15_000,
    throwOnRequestTimeout: true,
  },
});

export const createSqsClient = (target: AwsTarget): SQSClient =>
  createAwsClient<SQSClientConfig, SQSClient>(SQSClient, target, extra(target));
export const createSnsClient = (target: AwsTarget): SNSClient =>
  createAwsClient<SNSClientConfig, SNSClient>(SNSClient, target, extra(target));
