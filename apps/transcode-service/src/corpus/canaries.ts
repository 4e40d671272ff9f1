import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { placeholders } from './hostile/lures.ts';

/** Appears in what nobody may read; in no output and no log. */
export const SECRET = 'TOPSECRET-CANARY';
/** A file that was never read keeps this time of access. */
const NEVER = new Date('2001-01-01T00:00:00Z');

/** What hostile files are to lure the tools to: an address, and a film in the directory of another task. */
export async function setOutCanaries(workerDirectory: string) {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url ?? '');
    response.end();
  });
  server.on('connection', (socket) => requests.push(`connection from ${socket.remotePort}`));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  // Named as a task of process 1, which always runs, so that no worker sweeps it.
  const directory = join(workerDirectory, 'matinee-task-1-canary');
  const film = join(directory, 'canary.mp4');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const picture = ['-f', 'lavfi', '-i', 'color=magenta:s=320x180:d=1', '-metadata', `title=${SECRET}`];
  await promisify(execFile)('ffmpeg', ['-v', 'error', '-y', ...picture, film]);
  await writeFile(join(directory, 'secret.txt'), SECRET);
  const files = [film, join(directory, 'secret.txt')];
  for (const file of files) await utimes(file, NEVER, new Date());

  return {
    /** A lure with the addresses of this run in it. */
    fill(bytes: Buffer): Buffer {
      const text = bytes
        .toString('latin1')
        .replaceAll(placeholders.host, `127.0.0.1:${String(port).padStart(5, '0')}`);
      return Buffer.from(text.replaceAll(placeholders.film, film), 'latin1');
    },
    /** What was touched so far. */
    async touched(): Promise<string[]> {
      const read = await Promise.all(
        files.map(async (file) => (await stat(file)).atimeMs !== NEVER.getTime()),
      );
      return [...requests, ...files.filter((_, position) => read[position])];
    },
    /** Touches everything, and tells what of it was noticed: a canary that cannot sing proves nothing. */
    async test(): Promise<number> {
      await (await fetch(`http://127.0.0.1:${port}/`)).text();
      for (const file of files) await readFile(file);
      const noticed = (await this.touched()).length;
      requests.length = 0;
      for (const file of files) await utimes(file, NEVER, new Date());
      return noticed;
    },
    close: () => void server.close(),
  };
}
