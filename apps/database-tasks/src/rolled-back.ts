import { markRolledBack } from './migrations/runner.ts';
import { asMaster, type Task } from './task.ts';

/** After somebody has undone a migration by hand that did not end: the next `migrate` applies it again. */
export async function rolledBack(task: Task, [name, migration]: readonly string[]): Promise<void> {
  const database = task.databases.find((candidate) => candidate.name === name);
  if (!database || !migration) throw new Error('Usage: main.js rolled-back catalog|transcode <migration>');
  await asMaster(task, async (master) => {
    await master.query(`USE \`${database.name}\``);
    if (!(await markRolledBack(master, migration)))
      throw new Error(`No migration ${migration} of ${name} has failed.`);
    task.say(`${name}: ${migration} counts as not applied`);
  });
}
