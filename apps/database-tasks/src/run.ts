import { loadConfig } from './config.ts';
import { migrate } from './migrate.ts';
import { rolledBack } from './rolled-back.ts';
import { rotate } from './rotate.ts';
import { createTask } from './task.ts';
import { verify } from './verify.ts';

const usage = 'Usage: main.js migrate | rotate | verify | rolled-back <database> <migration>';

/** Runs one command to its end. @returns the exit code */
export async function run([command, ...words]: readonly string[]): Promise<number> {
  try {
    if (!['migrate', 'rotate', 'verify', 'rolled-back'].includes(command ?? '')) throw new Error(usage);
    // `verify` prints its report alone; everything else goes to the log.
    const task = createTask(loadConfig(), { say: (line) => console.error(`${command}: ${line}`) });
    try {
      if (command === 'migrate') await migrate(task);
      if (command === 'rotate') await rotate(task);
      if (command === 'rolled-back') await rolledBack(task, words);
      if (command !== 'verify') return 0;
      const report = await verify(task);
      console.log(JSON.stringify(report));
      return report.ok ? 0 : 1;
    } finally {
      task.secrets.close();
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  }
}
