import { createSecretReader, parseCredentials } from '@matinee/service-kit/secrets';
import mariadb from 'mariadb';
import { environmentOf } from './processes.ts';

/** The database of a running service as a URL, with the user and password that its secret holds now. */
export async function databaseUrlOf(servicePid: number): Promise<string> {
  const env = environmentOf(servicePid);
  const { DATABASE_SECRET_ID = '', SECRETS_ENDPOINT: endpoint, AWS_REGION: region = 'us-east-1' } = env;
  const credentials = {
    accessKeyId: env.AWS_ACCESS_KEY_ID ?? '',
    secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '',
  };
  const secret = createSecretReader(DATABASE_SECRET_ID, { region, endpoint, credentials });
  const { username, password } = parseCredentials((await secret.read()).value);
  secret.close();
  return `mysql://${username}:${password}@${env.DATABASE_HOST}:${env.DATABASE_PORT}/${env.DATABASE_NAME}`;
}

export function connect(databaseUrl: string) {
  const { hostname, port, username, password, pathname } = new URL(databaseUrl);
  const database = pathname.slice(1);
  return mariadb.createConnection({ host: hostname, port: Number(port), user: username, password, database });
}
