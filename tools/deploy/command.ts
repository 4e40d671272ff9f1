import { spawnSync } from 'node:child_process';

type Options = { cwd?: string; input?: string };

/** Output of a program. @throws Error with what it said when it fails */
export function ask(program: string, args: readonly string[], { cwd, input }: Options = {}): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    ...{ cwd, input, encoding: 'utf8', maxBuffer: 2 ** 26 },
  });
  // Who does not read its input to the end has a reason, which is in its status and its words.
  if (error && (error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
  if (status !== 0) throw new Error(`${program} ${args[0]} failed (${status}): ${stderr.trim()}`);
  return stdout;
}

/** Whether a program succeeds. */
export const succeeds = (program: string, args: readonly string[]): boolean =>
  spawnSync(program, args, { stdio: 'ignore' }).status === 0;

/** Lets a program speak for itself. @throws Error when it fails */
export function tell(program: string, args: readonly string[], { cwd }: Options = {}): void {
  const { status, error } = spawnSync(program, args, { cwd, stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) throw new Error(`${program} ${args[0]} failed (${status}).`);
}

/** Runs a command line to its end: exit code 1 and one sentence for what goes wrong. */
export async function main(run: (args: string[]) => void | Promise<void>): Promise<void> {
  try {
    await run(process.argv.slice(2));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
