import type { Connection } from 'mariadb';
import { checkPrivileges, ensureUser, newPassword, setPassword } from './accounts.ts';
import type { ServiceDatabase } from './plan.ts';
import { using } from './server.ts';
import { asMaster, type Task } from './task.ts';

/**
 * Gives each service its other user with a new password (AWS calls it "alternating users"). The user that is in use is
 * not touched, so services go on until they have read the secret. May be run again after an end at any line: until
 * the secret is written nobody depends on the new password, and afterwards the user is too young to be replaced.
 */
export const rotate = (task: Task): Promise<void> =>
  asMaster(task, async (master) => {
    for (const database of task.databases) await rotateOne(task, master, database);
  });

async function rotateOne(task: Task, master: Connection, database: ServiceDatabase): Promise<void> {
  const { secrets, server, say, config } = task;
  const { name, users, secretId } = database;
  const current = await secrets.read(secretId);
  if (!current) throw new Error(`The secret ${secretId} has no value yet; run migrate first.`);
  const next = users.find((user) => user !== current.username);
  if (!users.includes(current.username) || next === undefined)
    throw new Error(`The secret ${secretId} is of ${current.username}, who is not a user of ${name}.`);
  // Without a sign: by a clock that is behind, an old user must not look young.
  const minutes = Math.abs(Date.now() - current.changedAt.getTime()) / 60_000;
  if (minutes < config.ROTATE_AFTER_MINUTES)
    return say(`${name}: ${current.username} is ${minutes.toFixed(1)} minutes old and stays`);

  const login = { username: next, password: newPassword() };
  await ensureUser(master, database, next, server);
  await setPassword(master, next, login.password);
  await using(server.connect(login, name), (connection) => checkPrivileges(connection, database));
  await secrets.write(secretId, login);
  say(`${name}: ${next} follows ${current.username}`);
}
