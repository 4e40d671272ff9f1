import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createSecretValues, type SecretValues } from './secret-values.ts';

/** The region's secrets. SECRETS_ENDPOINT names another place in specs. @throws Error for what is no region */
export function openSecrets(region: string | undefined): SecretValues {
  if (!region || !/^[a-z]{2}(-[a-z]+)+-\d$/.test(region))
    throw new Error('Name the region of the stack, such as --region us-east-1.');
  const { SECRETS_ENDPOINT: endpoint } = process.env;
  return createSecretValues(new SecretsManagerClient({ region, ...(endpoint && { endpoint }) }));
}
