import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const hostNode = join(import.meta.dirname, '../../node_modules/node/bin/node');
const uid = '10001';

/** Where the tree is mounted; not where it was laid, so that no path of the checkout can be right by chance. */
const app = '/mnt/app';

/** Mounted as well: the checkout may be below /tmp, which the sandbox replaces. */
const sealedNode = '/mnt/node';

/** Whether this machine lets us make mount namespaces and change the user, as root in a container does. */
export const canSeal =
  process.getuid?.() === 0 &&
  spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;

/** As the task definition has it: nothing may be written but /tmp, user 10001, no capability, no new privileges. */
const seal = `
mount --make-rprivate /
mount -t tmpfs tmpfs /mnt
mkdir ${app}
mount --bind "$1" ${app}
mount -o remount,bind,ro ${app}
touch ${sealedNode}
mount --bind '${hostNode}' ${sealedNode}
mount -t tmpfs -o mode=1777 tmpfs /tmp
mount -o remount,bind,ro /mnt
mount -o remount,bind,ro /
cd ${app}
shift
exec setpriv --reuid ${uid} --regid ${uid} --clear-groups --no-new-privs --inh-caps=-all --bounding-set=-all -- \\
  env -i "$@"`;

/** ENV of the Dockerfiles. A user without a home folder makes the AWS SDK fail. */
export const imageEnvironment = { NODE_ENV: 'production', HOME: '/tmp' };

export type Container = {
  name: string;
  process: ChildProcess;
  /** Everything it wrote to standard output and error. */
  output: () => string;
  /** The image's own health check, in the same sandbox; resolves to its exit code. */
  health: () => number | null;
  /** Resolves to the exit code when it ends by itself. */
  exited: Promise<number | null>;
  /** SIGTERM; resolves to the exit code. */
  stop: () => Promise<number | null>;
};

/**
 * Starts a tree as the container would be: a read-only copy, only /tmp writable, user 10001, a clean environment.
 * Where that is not allowed (no root), as this user over the tree with its write permission taken away.
 */
export function startSealed(
  name: string,
  tree: string,
  command: string[],
  env: Record<string, string>,
): Container {
  execFileSync('chmod', ['-R', 'a-w,a+rX', tree]);
  const variables = Object.entries({ ...imageEnvironment, ...env }).map(([key, value]) => `${key}=${value}`);
  const [program, ...args] = canSeal
    ? ['unshare', '--mount', 'sh', '-euc', seal, 'sh', tree, ...variables, sealedNode, ...command]
    : ['env', '-i', ...variables, hostNode, ...command];
  const child = spawn(program!, args, {
    cwd: canSeal ? '/' : tree,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (chunk) => (output += chunk));
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  return {
    name,
    process: child,
    output: () => output,
    exited,
    health: () => {
      const running = child.exitCode === null;
      // A worker's sign of life is a file of its own /tmp: look where it does.
      const inside = canSeal && running ? ['nsenter', '-t', String(child.pid), '--mount'] : [];
      const [node, folder] = inside.length > 0 ? [sealedNode, app] : [hostNode, tree];
      const [first, ...rest] = [...inside, 'env', '-i', ...variables, node, join(folder, 'healthcheck.mjs')];
      return spawnSync(first!, rest, { cwd: '/' }).status;
    },
    stop: async () => {
      child.kill('SIGTERM');
      return exited;
    },
  };
}

/** Runs a script in the sandbox of a tree to its end: for asking what a container may do. */
export function askSealed(tree: string, script: string): string {
  return execFileSync('unshare', ['--mount', 'sh', '-euc', seal, 'sh', tree, sealedNode, '-e', script], {
    encoding: 'utf8',
  });
}
