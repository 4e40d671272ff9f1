import type { Connection } from 'mariadb';
import { checkPrivileges, ensureDatabase, ensureUser, newPassword, setPassword } from './accounts.ts';
import { readMigrations } from './migrations/read.ts';
import { deployTo } from './migrations/runner.ts';
import type { ServiceDatabase } from './plan.ts';
import { isDenied, using } from './server.ts';
import { asMaster, type Task } from './task.ts';

/**
 * Brings the server to what the services need: databases, users with their grants, a login in each secret that has
 * none, and the newest tables. What is there already stays; it may be run again after an end at any line.
 * @throws Error when a migration fails or did not end before
 */
export function migrate(task: Task): Promise<void> {
  const plans = task.databases.map((database) => ({
    database,
    migrations: readMigrations(database.migrations),
  }));
  return asMaster(task, async (master) => {
    for (const { database, migrations } of plans) {
      await ensureDatabase(master, database);
      await master.query(`USE \`${database.name}\``);
      const applied = await deployTo(master, migrations, (line) => task.say(`${database.name}: ${line}`));
      if (applied.length === 0) task.say(`${database.name}: nothing to apply`);
      for (const user of database.users) await ensureUser(master, database, user, task.server);
      await ensureLogin(task, master, database);
    }
  });
}

/**
 * The login of the secret works afterwards. The secret is the truth: when the server does not know its password, such
 * as after a restore from a time before a rotation, the server gets it.
 */
async function ensureLogin(
  { secrets, server, say }: Task,
  master: Connection,
  database: ServiceDatabase,
): Promise<void> {
  const { name, users, secretId } = database;
  const stored = await secrets.read(secretId);
  const login = stored ?? { username: users[0], password: newPassword() };
  if (!users.includes(login.username))
    throw new Error(`The secret ${secretId} is of ${login.username}, who is not a user of ${name}.`);
  const check = () =>
    using(server.connect(login, name), (connection) => checkPrivileges(connection, database));
  if (stored) {
    try {
      return await check();
    } catch (error) {
      if (!isDenied(error)) throw error;
    }
  }
  await setPassword(master, login.username, login.password);
  await check();
  if (!stored) await secrets.write(secretId, { username: login.username, password: login.password });
  say(
    `${name}: ${stored ? 'gave the server the password of the secret' : `wrote the login of ${login.username} into its secret`}`,
  );
}
