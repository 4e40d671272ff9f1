export type DatabaseAccount = { name: string; user: string; password: string };

const IDENTIFIER = /^[a-z][a-z0-9_]{0,31}$/;
const PASSWORD = /^[\w.~-]{8,128}$/;

/**
 * The statements mariadbd runs before its port answers (--init-file: one statement per line).
 * One database and one user per service, each blind to the others; root keeps only the private socket.
 */
export function initSql(accounts: readonly DatabaseAccount[]): string {
  return [
    "DELETE FROM mysql.global_priv WHERE User = '' OR (User = 'root' AND Host <> 'localhost');",
    'FLUSH PRIVILEGES;',
    ...accounts.flatMap(statements),
    '',
  ].join('\n');
}

function statements({ name, user, password }: DatabaseAccount): string[] {
  if (!IDENTIFIER.test(name) || !IDENTIFIER.test(user))
    throw new Error(`Bad database or user name: ${name}, ${user}`);
  if (!PASSWORD.test(password)) throw new Error('A database password is 8 to 128 of A-Z a-z 0-9 . _ ~ -');
  return [
    `CREATE DATABASE IF NOT EXISTS \`${name}\` CHARACTER SET utf8mb4;`,
    `CREATE USER IF NOT EXISTS '${user}'@'127.0.0.1' IDENTIFIED BY '${password}';`,
    `ALTER USER '${user}'@'127.0.0.1' IDENTIFIED BY '${password}';`,
    `GRANT ALL PRIVILEGES ON \`${name}\`.* TO '${user}'@'127.0.0.1';`,
  ];
}
