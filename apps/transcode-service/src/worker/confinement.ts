import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { createCell, type Cell } from './cell.ts';
import type { Log } from './ports.ts';
import type { Programs } from './programs.ts';

/** What keeps a tool that was taken over by a hostile file from harm. */
export interface Confinement {
  /** Memory, time, file sizes, number of processes are bounded (prlimit). */
  limits: boolean;
  /** It can never gain a privilege, and dies with us (setpriv). */
  privileges: boolean;
  /** It reaches nothing but the source it is to read. */
  network: boolean;
  /** It sees programs and its own task's directory, nothing else. */
  files: boolean;
  /** It cannot see or signal other processes. */
  processes: boolean;
  /** It cannot read our environment and memory, where tokens and credentials are. */
  secrets: boolean;
}

interface Options {
  programs: Programs;
  /** Of the tasks. */
  directory: string;
  /** Whether to go on without the least that a production needs. */
  mode: 'required' | 'best-effort';
  log: Log;
}

const TRIAL_MS = 30_000;

/**
 * Finds out, once at start, how far the system lets us confine tools, and says it in one line of the log.
 * Rejects in the mode `required` without limits and privileges, which any Linux gives: what is beyond them a
 * container may forbid (AWS Fargate does), and there the task's own network rules and a program that cannot be read
 * take the place (docker/README.md).
 */
export async function confine({ programs, directory, mode, log }: Options) {
  const least = { limits: programs.prlimit !== undefined, privileges: programs.setpriv !== undefined };
  const missing = [least.limits ? [] : ['prlimit'], least.privileges ? [] : ['setpriv']].flat();
  if (missing.length > 0 && mode === 'required') {
    const names = missing.join(' and ');
    throw new Error(`${names} is not in TOOLS_PATH, and SANDBOX=required: uploads would run without limits.`);
  }
  const { cell, reason } = await tryCell(programs, directory);
  const closed = cell !== undefined;
  const confinement: Confinement = {
    ...least,
    ...{ network: closed, files: closed, processes: closed },
    secrets: closed || (await isUnreadable()),
  };
  const open = Object.entries(confinement).flatMap(([name, held]) => (held ? [] : [name]));
  if (open.length === 0) log.info({ sandbox: confinement }, 'tools are confined');
  else log.warn({ sandbox: confinement, open, reason }, 'tools are confined in part');
  return { cell, confinement };
}

/** A cell in which ffprobe really starts, or why there is none. */
async function tryCell(programs: Programs, directory: string): Promise<{ cell?: Cell; reason?: string }> {
  try {
    const cell = await createCell(programs, directory, homesOf(programs));
    try {
      await tryOut(programs, cell, directory);
      return { cell };
    } catch (error) {
      await cell.close();
      throw error;
    }
  } catch (error) {
    return { reason: String(error) };
  }
}

async function tryOut(programs: Programs, cell: Cell, directory: string): Promise<void> {
  const { command, descriptors } = cell.enter(directory);
  const [first, ...rest] = [...command, programs.ffprobe, '-v', 'error', '-version'];
  const child = spawn(first!, rest, {
    env: {},
    stdio: ['ignore', 'ignore', 'pipe', 'ignore', ...descriptors],
    timeout: TRIAL_MS,
  });
  let words = '';
  child.stderr!.on('data', (chunk: Buffer) => (words += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`ffprobe does not start in a cell: ${words.slice(0, 500)}`);
}

/** Directories of the tools, for installations outside the usual places. */
const homesOf = ({ ffmpeg, ffprobe }: Programs) =>
  [ffmpeg, ffprobe].map((path) => path.slice(0, path.lastIndexOf('/')));

/**
 * Linux gives /proc/self to root, whoever we are, when the program that runs could not be read: then no process of
 * our own user may look into ours either.
 */
async function isUnreadable(): Promise<boolean> {
  const uid = process.getuid?.();
  const owner = await stat('/proc/self/environ').catch(() => undefined);
  return uid !== undefined && uid !== 0 && owner !== undefined && owner.uid !== uid;
}
