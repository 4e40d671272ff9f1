import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { createAwsClient } from '@matinee/service-kit/aws';
import { parseCredentials, type DatabaseCredentials, type SecretTarget } from '@matinee/service-kit/secrets';

export type StoredCredentials = DatabaseCredentials & { changedAt: Date };
export type SecretStore = ReturnType<typeof createSecretStore>;

/** Secrets with a user name and a password. */
export function createSecretStore({ credentials, ...target }: SecretTarget) {
  const client = createAwsClient(SecretsManagerClient, target, credentials ? { credentials } : {});
  return {
    /** Undefined when the secret has no value (of that stage) yet. @throws Error when there is no such secret */
    async read(SecretId: string, VersionStage = 'AWSCURRENT'): Promise<StoredCredentials | undefined> {
      try {
        const answer = await client.send(new GetSecretValueCommand({ SecretId, VersionStage }));
        return {
          ...parseCredentials(answer.SecretString ?? ''),
          changedAt: answer.CreatedDate ?? new Date(0),
        };
      } catch (error) {
        // AWS words a missing secret and a missing value in one kind of error.
        if (error instanceof ResourceNotFoundException && /secret value/.test(error.message))
          return undefined;
        throw error;
      }
    },
    /** Writes a new current version; the one before stays under AWSPREVIOUS. */
    async write(SecretId: string, credentials: DatabaseCredentials): Promise<void> {
      await client.send(new PutSecretValueCommand({ SecretId, SecretString: JSON.stringify(credentials) }));
    },
    close: () => client.destroy(),
  };
}
