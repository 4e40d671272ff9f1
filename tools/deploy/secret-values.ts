import { createHash } from 'node:crypto';
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';

export type Fields = Record<string, string>;
export type Stored = { fields: Fields; version: string };
export type SecretValues = ReturnType<typeof createSecretValues>;

/** Secrets whose value is JSON with texts. */
export function createSecretValues(client: SecretsManagerClient) {
  return {
    /** Undefined when the secret has no value yet. @throws Error when there is no such secret */
    async read(name: string): Promise<Stored | undefined> {
      try {
        const { SecretString, VersionId } = await client.send(new GetSecretValueCommand({ SecretId: name }));
        return { fields: parsed(name, SecretString), version: VersionId ?? '' };
      } catch (error) {
        if (!(error instanceof ResourceNotFoundException)) throw error;
        // AWS words a missing secret and a missing value in one kind of error.
        if (/secret value/.test(error.message)) return undefined;
        throw new Error(`There is no secret ${name}. Run \`pulumi up\` first.`, { cause: error });
      }
    },

    /**
     * Writes a value in place of the one that was read. The request's token is made of what is replaced, so of two
     * runs at once AWS takes only the first: no value is ever lost unseen.
     * @throws Error when somebody else has written meanwhile
     */
    async replace(name: string, before: Stored | undefined, fields: Fields): Promise<void> {
      const token = createHash('sha256')
        .update(`${name}\n${before?.version ?? 'none'}`)
        .digest('hex');
      try {
        await client.send(
          new PutSecretValueCommand({
            SecretId: name,
            SecretString: JSON.stringify(fields),
            ClientRequestToken: token,
          }),
        );
      } catch (error) {
        if (!(error instanceof ResourceExistsException)) throw error;
        throw new Error(`Somebody else has just written ${name}; nothing was changed.`, { cause: error });
      }
    },
  };
}

function parsed(name: string, text: string | undefined): Fields {
  try {
    const value: unknown = JSON.parse(text ?? '');
    if (
      typeof value === 'object' &&
      value !== null &&
      Object.values(value).every((v) => typeof v === 'string')
    )
      return value as Fields;
  } catch {
    // Falls through: the parser's own message would repeat the secret.
  }
  throw new Error(`The value of ${name} is not JSON with texts; nothing was changed.`);
}
