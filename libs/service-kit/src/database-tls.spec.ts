import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { privateMariaDb, selfSignedCertificate, type PrivateMariaDb } from '@matinee/testing';
import { createConnection } from 'mariadb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseTls, verifiedTls } from './database-tls.ts';

const dir = mkdtempSync(join(tmpdir(), 'matinee-tls-'));
const own = selfSignedCertificate(dir, 'server', 'IP:127.0.0.1');
const stranger = selfSignedCertificate(dir, 'stranger', 'IP:127.0.0.1');

let server: PrivateMariaDb;
beforeAll(async () => {
  server = await privateMariaDb([`--ssl-cert=${own.certFile}`, `--ssl-key=${own.keyFile}`]);
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
    expect(await cipher(verifiedTls(server.host, [own.pem]))).toMatch(/^TLSv1\.[23]$/);
  });

  it('is refused for a certificate of a stranger', async () => {
    await expect(cipher(verifiedTls(server.host, [stranger.pem]))).rejects.toThrow(/certificate/i);
  });

  it('is refused for a certificate that Amazon did not sign', async () => {
    await expect(cipher(await databaseTls('rds', server.host))).rejects.toThrow(/certificate/i);
  });

  it('is refused for a certificate of another host', async () => {
    const tls = verifiedTls('catalog.abc.us-east-1.rds.amazonaws.com', [own.pem]);
    await expect(cipher(tls)).rejects.toThrow(/certificate/i);
  });

  it('is not made in plain text to a user that requires TLS', async () => {
    await expect(cipher(await databaseTls('off', server.host))).rejects.toThrow(/Access denied/);
  });
});
