import { createAwsClient } from '../aws.ts';

export type SecretTarget = {
  region: string;
  /** Only for the local cloud; on AWS the SDK knows. */
  endpoint?: string | undefined;
  credentials?: { accessKeyId: string; secretAccessKey: string } | undefined;
};
export type SecretVersion = { versionId: string; value: string };
export type SecretReader = { read(): Promise<SecretVersion>; close(): void };

/** Milliseconds. Who waits for a secret has something else to go on with, or tries again itself. */
const requestHandler = { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true };

/**
 * The current version of one secret. The SDK is loaded with the first read: services without secrets do not pay
 * for it.
 * @param secretId name or ARN
 */
export function createSecretReader(secretId: string, target: SecretTarget): SecretReader {
  const opening = async () => {
    const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
    const { credentials, ...where } = target;
    const client = createAwsClient(SecretsManagerClient, where, {
      requestHandler,
      maxAttempts: 2,
      ...(credentials && { credentials }),
    });
    return {
      get: () => client.send(new GetSecretValueCommand({ SecretId: secretId })),
      close: () => client.destroy(),
    };
  };
  let opened: ReturnType<typeof opening> | undefined;
  return {
    async read() {
      const { VersionId, SecretString } = await (await (opened ??= opening())).get();
      if (!VersionId || !SecretString) throw new Error(`The secret ${secretId} has no text.`);
      return { versionId: VersionId, value: SecretString };
    },
    close: () => void opened?.then(({ close }) => close()),
  };
}
