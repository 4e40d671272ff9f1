import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import type { Cell } from './cell.ts';
import type { Programs } from './programs.ts';
import { createTail } from './tail.ts';

/** What one run of a tool may use. */
export interface Limits {
  addressSpaceBytes: number;
  cpuSeconds: number;
  /** Largest file it may write. */
  fileBytes: number;
  wallSeconds: number;
  /** Without a sign of life for so long it hangs. */
  stallSeconds: number;
  /** Processes and threads of all tools together, where they have a cell; of our user, where not. */
  processes?: number;
}

/** How much tools stand back: not where somebody waits; ordinary work; what can wait. */
export const niceness = { awaited: 0, work: 10, background: 15 } as const;

/** Far more than a full machine needs, and far fewer than a system has. */
const PROCESSES = 4096;

export interface Run {
  tool: 'ffmpeg' | 'ffprobe';
  args: readonly string[];
  /** A directory of its own, mode 0700. */
  cwd: string;
  limits: Limits;
  signal: AbortSignal;
  /** A number that changes while work is being done, besides what the tool prints. */
  activity?: () => number;
  /** How much it stands back behind other tools, 0 to 19. */
  nice?: number;
  /** Bytes of standard output that are kept; more is an error. 0 drops it. */
  keepOutput?: number;
  /** Told now and then how far ffmpeg is: frames of its first output, and seconds. Only without `keepOutput`. */
  onProgress?: (position: { frames: number; seconds: number }) => void;
  /** Takes what the tool writes to descriptor 3, piece by piece. */
  onData?: (chunk: Buffer) => void;
}

export interface RunResult {
  exitCode: number | null;
  /** Set when a signal ended it: its own crash, a limit of the kernel, or us. */
  signal: NodeJS.Signals | null;
  /** Why we ended it. */
  stopped?: 'wall' | 'stall' | 'output';
  stdout: string;
  stderr: string;
  /** Frames that ffmpeg says it has written to its first output. */
  frames: number;
}

const CHECK_MS = 1000;

/**
 * Runs ffmpeg and ffprobe on a stranger's file: empty environment, own process group, resource limits, a wall clock
 * and a watch for hangs. It is always ended by SIGKILL to the group, because on SIGTERM ffmpeg finishes a truncated
 * playlist that looks complete. Rejects with the signal's reason when aborted, otherwise tells how the run ended.
 */
export function createSandbox(programs: Programs, cell?: Cell) {
  return async function run(request: Run): Promise<RunResult> {
    request.signal.throwIfAborted();
    const { line, descriptors } = commandLine(programs, request, cell);
    const [command, ...args] = line;
    const child = spawn(command!, args, {
      cwd: request.cwd,
      env: {},
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', request.onData ? 'pipe' : 'ignore', ...descriptors],
    });
    weigh(child, request.nice ?? niceness.work);
    if (request.onData) child.stdio[3]!.on('data', request.onData);
    const errors = createTail(2000);
    child.stderr!.on('data', (chunk: Buffer) => errors.add(chunk));
    const kill = () => killGroup(child);
    const output = collect(child, request, kill);
    const watch = watchdog(request, output.position, kill);
    request.signal.addEventListener('abort', kill, { once: true });
    try {
      const [exitCode, signal] = await once(child, 'close');
      request.signal.throwIfAborted();
      const stopped = watch.stopped() ?? (output.overflow() ? 'output' : undefined);
      return {
        exitCode,
        signal,
        ...(stopped && { stopped }),
        stdout: output.text(),
        stderr: errors.text(),
        frames: output.frames(),
      };
    } finally {
      watch.end();
      request.signal.removeEventListener('abort', kill);
      kill();
    }
  };
}
export type Sandbox = ReturnType<typeof createSandbox>;

function commandLine(
  programs: Programs,
  { tool, args, limits, nice = niceness.work, cwd }: Run,
  cell?: Cell,
) {
  const { addressSpaceBytes, cpuSeconds, fileBytes, processes = PROCESSES } = limits;
  // When this process dies, even by SIGKILL, so does the tool.
  const tied = programs.setpriv ? [programs.setpriv, '--pdeathsig', 'KILL', '--no-new-privs', '--'] : [];
  const { command, descriptors } = cell?.enter(cwd) ?? { command: tied, descriptors: [] };
  const line = [
    ...command,
    ...(programs.nice ? [programs.nice, '-n', String(nice)] : []),
    ...(programs.prlimit
      ? [
          ...[programs.prlimit, `--as=${addressSpaceBytes}`, `--cpu=${cpuSeconds}`, `--fsize=${fileBytes}`],
          ...[`--nproc=${processes}`, '--nofile=256', '--core=0', '--'],
        ]
      : []),
    programs[tool],
    ...args,
  ];
  return { line, descriptors };
}

/**
 * A process group of its own is a session of its own, and Linux with autogroups (sched(7)) shares the machine between
 * sessions: `nice` alone would weigh nothing. Where there are none, there is no such file.
 */
function weigh({ pid }: ChildProcess, nice: number): void {
  void writeFile(`/proc/${pid}/autogroup`, String(nice)).catch(() => undefined);
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The group has ended.
  }
}

/** Standard output is either JSON to keep, or `-progress` lines: what ffmpeg says of itself and signs of life. */
function collect(child: ChildProcess, { keepOutput: limit = 0, onProgress }: Run, kill: () => void) {
  const kept: Buffer[] = [];
  let bytes = 0;
  let lines = '';
  const latest = { frame: 0, out_time_us: 0 };
  const readProgress = (text: string) => {
    const [rest = '', ...complete] = (lines + text).split('\n').toReversed();
    lines = rest.slice(-1000);
    for (const line of complete.toReversed()) {
      const [, name, value] = /^(frame|out_time_us)=\s*(\d+)$/.exec(line) ?? [];
      if (name) latest[name as keyof typeof latest] = Number(value);
    }
    onProgress?.({ frames: latest.frame, seconds: latest.out_time_us / 1e6 });
  };
  child.stdout!.on('data', (chunk: Buffer) => {
    bytes += chunk.byteLength;
    if (limit === 0) readProgress(chunk.toString('latin1'));
    else if (bytes <= limit) kept.push(chunk);
    else kill();
  });
  return {
    /** Changes when the tool gets on. Progress that repeats itself is not a sign of life. */
    position: () => (limit === 0 ? `${latest.frame} ${latest.out_time_us}` : String(bytes)),
    frames: () => latest.frame,
    overflow: () => limit > 0 && bytes > limit,
    text: () => Buffer.concat(kept).toString('utf8'),
  };
}

function watchdog({ limits, activity }: Run, position: () => string, kill: () => void) {
  const started = performance.now();
  let seen = '';
  let moved = started;
  let stopped: 'wall' | 'stall' | undefined;
  const timer = setInterval(
    () => {
      const now = performance.now();
      const current = `${position()} ${activity?.() ?? 0}`;
      if (current !== seen) moved = now;
      seen = current;
      if (now - started > limits.wallSeconds * 1000) stopped ??= 'wall';
      else if (now - moved > limits.stallSeconds * 1000) stopped ??= 'stall';
      if (stopped) kill();
    },
    Math.min(CHECK_MS, limits.stallSeconds * 250),
  );
  return { stopped: () => stopped, end: () => clearInterval(timer) };
}
