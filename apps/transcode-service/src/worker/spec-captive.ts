import { createServer } from 'node:http';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { confine } from './confinement.ts';
import { findPrograms } from './programs.ts';
import { createReader } from './reader.ts';
import { createSandbox } from './sandbox.ts';

/*
 * A worker's outermost part as a process of its own, for confinement.spec.ts: it confines a program that wants out and
 * prints what that one could do, as JSON. Arguments: a directory to work in, and a word if there is to be no cell.
 */
const [directory = '', withoutCell] = process.argv.slice(2);
const found = await findPrograms('/usr/local/bin:/usr/bin:/bin');
const programs = withoutCell ? { ...found, unshare: undefined } : found;
const said: object[] = [];
const log = {
  info: (fields: object) => void said.push(fields),
  warn: (fields: object) => void said.push(fields),
};
const { cell, confinement } = await confine({ programs, directory, mode: 'required', log });

const reader = await createReader(cell?.socket);
const film = reader.serve({ size: 5, read: async () => new TextEncoder().encode('movie') });
const job = await mkdtemp(join(directory, `matinee-task-${process.pid}-`));
const other = join(directory, `matinee-task-${process.pid}-other`);
await mkdir(other, { mode: 0o700 });
await writeFile(join(other, 'private'), 'private words');
let lured = 0;
const canary = createServer((_, response) => {
  lured += 1;
  response.end();
});
await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));

/** Every line is `name yes` or `name no`. */
const attempts = `
try() { name=$1; shift; if "$@" > /dev/null 2>&1; then echo "$name yes"; else echo "$name no"; fi; }
reach() { exec 9<> "/dev/tcp/127.0.0.1/$1"; printf 'GET %s HTTP/1.0\\r\\n\\r\\n' "$2" >&9; cat <&9 | grep -q "$3"; }
try environment grep -qa SECRET_OF_WORKER /proc/${process.pid}/environ
try memory sh -c ': < /proc/${process.pid}/mem'
try open-files ls /proc/${process.pid}/fd
try other-task grep -q private ${other}/private
try other-task-upwards grep -q private ../${other.split('/').at(-1)}/private
try passwords cat /etc/passwd
try write-outside touch ${directory}/escaped /tmp/escaped-${process.pid}
try write-system touch /usr/escaped
try signal kill -0 ${process.pid}
try out reach ${(canary.address() as AddressInfo).port} / HTTP
try namespaces unshare --user --map-root-user true
try mount mount -t tmpfs tmpfs /opt
try source reach ${new URL(film.url).port} ${new URL(film.url).pathname} movie
try own-directory touch here
sh -c 'n=0; while [ $n -lt 200 ]; do sleep 30 > /dev/null 2>&1 & n=$((n + 1)); echo $n > born; done'`;
await writeFile(join(job, 'tool'), `#!/bin/bash\n${attempts}\n`, { mode: 0o700 });
const run = await createSandbox(
  { ...programs, ffmpeg: cell ? '/job/tool' : join(job, 'tool') },
  cell,
)({
  ...{ tool: 'ffmpeg', args: [], cwd: job, signal: new AbortController().signal, keepOutput: 10_000 },
  limits: {
    ...{ addressSpaceBytes: 2 ** 33, cpuSeconds: 60, fileBytes: 2 ** 20, wallSeconds: 60, stallSeconds: 50 },
    processes: 60,
  },
});
const lines = run.stdout
  .trim()
  .split('\n')
  .map((line) => line.split(' '));
const results = Object.fromEntries(lines.map(([name = '', result]) => [name, result]));
const wrote = await readFile(join(job, 'here')).then(
  () => true,
  () => false,
);
const born = Number(await readFile(join(job, 'born'), 'utf8'));
process.stdout.write(JSON.stringify({ confinement, said, results, lured, wrote, born }));
canary.close();
canary.closeAllConnections();
await reader.close();
await cell?.close();
