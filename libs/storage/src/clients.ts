import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { createAwsClient } from '@matinee/service-kit/aws';

export type S3Target = {
  region: string;
  /** Only for a local cloud, with path-style addresses; on AWS the SDK knows. */
  endpoint?: string | undefined;
  credentials?: { accessKeyId: string; secretAccessKey: string } | undefined;
};

/**
 * A connection that is silent for 30 s is dead and becomes a retry: per request, because a whole file may take
 * hours ("Timeouts and retries for latency-sensitive applications", Amazon S3 performance whitepaper).
 */
const requestHandler = {
  connectionTimeout: 3_000,
  requestTimeout: 60_000,
  throwOnRequestTimeout: true,
  socketTimeout: 30_000,
  httpAgent: { keepAlive: true, maxSockets: 128 },
  httpsAgent: { keepAlive: true, maxSockets: 128 },
};

/**
 * Two clients of one bucket's region. `checked` adds and verifies CRC32 checksums, for bytes that we send and
 * read ourselves. `plain` does so only where S3 requires it: a presigned URL must not carry the checksum of
 * the empty body that the signer sees.
 */
export function createClients({ credentials, ...target }: S3Target) {
  const create = (requestChecksumCalculation: 'WHEN_SUPPORTED' | 'WHEN_REQUIRED') =>
    createAwsClient<S3ClientConfig, S3Client>(S3Client, target, {
      ...(target.endpoint && { forcePathStyle: true }),
      ...(credentials && { credentials }),
      requestChecksumCalculation,
      requestHandler,
    });
  return { checked: create('WHEN_SUPPORTED'), plain: create('WHEN_REQUIRED') };
}
export type Clients = ReturnType<typeof createClients>;
