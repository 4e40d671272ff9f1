import { createConnection, type Connection, type ConnectionConfig } from 'mariadb';

/** Opens `mysql://user:password@host:port/database`, or what the driver takes. A migration is many statements. */
export function connect(server: string | ConnectionConfig): Promise<Connection> {
  const config = typeof server === 'string' ? fromUrl(server) : server;
  return createConnection({
    ...config,
    multipleStatements: true,
    connectTimeout: 10_000,
    timezone: 'Z',
    // By default the driver's errors repeat the parameters of a statement, and some of ours are passwords.
    logParam: false,
  });
}

function fromUrl(text: string): ConnectionConfig {
  const { protocol, hostname, port, username, password, pathname, searchParams } = new URL(text);
  if (protocol !== 'mysql:') throw new Error('The database URL starts with mysql://.');
  return {
    host: hostname,
    port: Number(port || 3306),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
    // Prisma's parameter for TLS to MySQL; RDS demands it (require_secure_transport).
    ...(searchParams.get('sslaccept') && { ssl: { rejectUnauthorized: true } }),
  };
}
