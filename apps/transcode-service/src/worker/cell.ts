import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, rm, type FileHandle } from 'node:fs/promises';
import type { Server } from 'node:net';
import { join } from 'node:path';
import type { Programs } from './programs.ts';

/** A place of their own for tools, made of Linux namespaces, without any privilege of ours. */
export interface Cell {
  /** Listens on 127.0.0.1 inside: the one address that tools can reach. */
  socket: Server;
  /**
   * What starts a command inside, with `job` as its working directory and the only place it may write.
   * The command gets `descriptors` as 4 and following; 3 is free for the tool.
   */
  enter(job: string): { command: string[]; descriptors: number[] };
  close(): Promise<void>;
}

/**
 * The root directory of the cell: programs and libraries, read only, and devices that give nothing away. No /proc,
 * no /home, no /tmp. `$1` is where it is put together, further arguments are more directories to show.
 */
const BUILD = `
set -eu
root=$1; shift
mount -t tmpfs -o size=1m,mode=755 tmpfs "$root"
show() {
  [ -e "$1" ] && [ ! -e "$root$1" ] || return 0
  mkdir -p "$root\${1%/*}"
  if [ -L "$1" ]; then ln -s "$(readlink "$1")" "$root$1"; return; fi
  if [ -d "$1" ]; then mkdir "$root$1"; else : > "$root$1"; fi
  mount --rbind "$1" "$root$1"
  mount -o remount,bind,ro "$root$1" 2> /dev/null || :
}
for path in /usr /bin /lib /lib32 /lib64 /opt /nix/store /etc/alternatives /etc/ld.so.cache \\
  /dev/null /dev/zero /dev/urandom "$@"; do show "$path"; done
mkdir "$root/job"
mount -o remount,bind,ro "$root"
ip link set lo up`;

/** Hands its socket to the worker, and is not needed any more: open descriptors keep the namespaces. */
const HOLDER = `
const server = require('node:net').createServer();
server.listen(0, '127.0.0.1', () => process.send('here it is', server));
process.on('disconnect', () => process.exit());`;

/** `$1` is the root, `$2` the task's directory. Programs that wait behind a mount cannot see the mount itself. */
const ENTER = `
set -eu
root=$1; job=$2; shift 2
mount --bind "$job" "$root/job"
exec "$@" 4<&- 5<&- 6<&-`;

const HOLDER_LIMIT_MS = 10_000;

/**
 * Makes a cell below `directory`. Rejects where the system does not allow it: Linux without user namespaces for
 * everybody (most containers, AWS Fargate), other systems, or when one of the programs is missing.
 * `show`: directories that tools need besides those of the system.
 */
export async function createCell(programs: Programs, directory: string, show: string[] = []): Promise<Cell> {
  const { unshare, nsenter, setpriv, sh } = programs;
  if (!unshare || !nsenter || !setpriv || !sh) throw new Error('unshare, nsenter, setpriv or sh is missing.');
  // Named as a task of this process, so that it is swept when the process was killed.
  const root = join(directory, `matinee-task-${process.pid}-root`);
  await mkdir(root, { recursive: true });
  const inNewNamespaces = [unshare, '--user', '--map-root-user', '--net', '--mount', '--ipc', '--uts', '--'];
  const build = [sh, '-c', `${BUILD}\nexec "$HOLDER" -e "$SOURCE"`, 'sh', root, ...show];
  const [command, ...args] = [...inNewNamespaces, ...build];
  const holder = spawn(command!, args, {
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOLDER: process.execPath, SOURCE: HOLDER },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let handles: FileHandle[] = [];
  try {
    const socket = await receiveSocket(holder);
    const namespaces = `/proc/${holder.pid}/ns`;
    handles = await Promise.all(['user', 'net', 'mnt'].map((name) => open(`${namespaces}/${name}`)));
    return {
      socket,
      enter: (job) => ({
        command: [
          ...[nsenter, '--user=/proc/self/fd/4', '--net=/proc/self/fd/5', '--mount=/proc/self/fd/6'],
          ...['--preserve-credentials', '--'],
          // Entering changes credentials, and with them forgets whose death is to be followed.
          ...[setpriv, '--pdeathsig', 'KILL', '--'],
          // A process namespace of its own: when its first process ends, nothing of it is left.
          ...[unshare, '--mount', '--pid', '--fork', '--kill-child', '--'],
          ...[sh, '-c', ENTER, 'sh', root, job, unshare, `--root=${root}`, '--wd=/job', '--'],
          ...[setpriv, '--no-new-privs', '--bounding-set=-all', '--inh-caps=-all', '--'],
        ],
        descriptors: handles.map(({ fd }) => fd),
      }),
      async close() {
        socket.close();
        await Promise.all(handles.map((handle) => handle.close()));
        await rm(root, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(root, { recursive: true, force: true });
    throw error;
  } finally {
    holder.kill('SIGKILL');
  }
}

async function receiveSocket(holder: ChildProcess): Promise<Server> {
  let words = '';
  holder.stderr!.on('data', (chunk: Buffer) => (words = (words + chunk.toString()).slice(-500)));
  const gone = once(holder, 'close').then(([code]) => {
    throw new Error(`No namespaces: exit ${code}: ${words.trim()}`);
  });
  const here = once(holder, 'message', { signal: AbortSignal.timeout(HOLDER_LIMIT_MS) });
  gone.catch(() => undefined);
  const [, socket] = (await Promise.race([here, gone])) as [string, Server];
  return socket;
}
