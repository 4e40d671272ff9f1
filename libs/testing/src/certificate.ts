import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A certificate that signs itself: its files, and its text in PEM. */
export type Certificate = { certFile: string; keyFile: string; pem: string };

/**
 * Makes one in `dir`, good for two days (needs openssl).
 * @param host such as `IP:127.0.0.1` or `DNS:db.example.com`
 */
export function selfSignedCertificate(dir: string, name: string, host: string): Certificate {
  const [certFile, keyFile] = [join(dir, `${name}.pem`), join(dir, `${name}.key`)];
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${name}`],
      ...['-addext', `subjectAltName=${host}`, '-keyout', keyFile, '-out', certFile],
    ],
    { stdio: 'pipe' },
  );
  return { certFile, keyFile, pem: readFileSync(certFile, 'utf8') };
}
