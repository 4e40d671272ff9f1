export { parseCredentials, type DatabaseCredentials } from './database-credentials.ts';
export {
  createSecretReader,
  type SecretReader,
  type SecretTarget,
  type SecretVersion,
} from './secret-reader.ts';
