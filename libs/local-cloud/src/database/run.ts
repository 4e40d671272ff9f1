import { spawn } from 'node:child_process';

/** Runs a program to its end and answers its standard output; a failure becomes one sentence with its last words. */
export async function run(program: string, args: readonly string[]): Promise<string> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'ENOENT' ? missing(program) : error),
    );
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${(err || out).trim().slice(-2000)}`);
  return out;
}

/** What to tell a person whose machine has no MariaDB. */
export const missing = (program: string): Error =>
  new Error(
    `${program} was not found. Install the MariaDB server (Debian: apt install mariadb-server; macOS: brew install mariadb).`,
  );
