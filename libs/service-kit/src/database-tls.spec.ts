import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { privateMariaDb, type PrivateMariaDb } from '@matinee/testing';
import { createConnection } from 'mariadb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseTls, verifiedTls } from './database-tls.ts';

const dir = mkdtempSync(join(tmpdir(), 'matinee-tls-'));
const file = (name: string) => join(dir, name);
const pem = (name: string) => readFileSync(file(name), 'utf8');

/** A certificate that signs itself, for a host. */
function selfSigned(name: string, alternative: string) {
  const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=${alternative}`];
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2'],
      ...['-keyout', file(`${name}.key`), '-out', file(`${name}.pem`), ...subject],
    ],
    { stdio: 'pipe' },
  );
}

let server: PrivateMariaDb;
beforeAll(async () => {
  selfSigned('server', 'IP:127.0.0.1');
  selfSigned('stranger', 'IP:127.0.0.1');
  server = await privateMariaDb([`--ssl-cert=${file('server.pem')}`, `--ssl-key=${file('server.key')}`]);
  await server.admin("CREATE USER spec@'%' IDENTIFIED BY 'password' REQUIRE SSL");
});
afterAll(async () => {
  await server.stop();
  rmSync(dir, { recursive: true });
});

async function cipher(ssl: Awaited<ReturnType<typeof databaseTls>>) {
  const { host, port } = server;
  const login = { host, port, user: 'spec', password: 'password', connectTimeout: 5000 };
  const connection = await createConnection({ ...login, ...(ssl && { ssl }) });
  try {
    const [row] = await connection.query("SHOW STATUS LIKE 'Ssl_version'");
    return String(row.Value);
  } finally {
    await connection.end();
  }
}

describe('a connection to the database', () => {
  it('is encrypted when the certificate is of a known authority and for the host', async () => {
    expect(await cipher(verifiedTls(server.host, [pem('server.pem')]))).toMatch(/^TLSv1\.[23]$/);
  });

  it('is refused for a certificate of a stranger', async () => {
    await expect(cipher(verifiedTls(server.host, [pem('stranger.pem')]))).rejects.toThrow(/certificate/i);
  });

  it('is refused for a certificate that Amazon did not sign', async () => {
    await expect(cipher(await databaseTls('rds', server.host))).rejects.toThrow(/certificate/i);
  });

  it('is refused for a certificate of another host', async () => {
    const tls = verifiedTls('catalog.abc.us-east-1.rds.amazonaws.com', [pem('server.pem')]);
    await expect(cipher(tls)).rejects.toThrow(/certificate/i);
  });

  it('is not made in plain text to a user that requires TLS', async () => {
    await expect(cipher(await databaseTls('off', server.host))).rejects.toThrow(/Access denied/);
  });
});
