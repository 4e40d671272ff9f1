import { readdirSync, readFileSync } from 'node:fs';

type Process = { pid: number; parent: number; cpuSeconds: number; residentBytes: number };
const ticksPerSecond = 100; // Linux: sysconf(_SC_CLK_TCK)
const pageBytes = 4096;

/** One line of /proc/{pid}/stat (proc(5)); CPU time includes children that ended and were waited for. */
function readProcess(pid: number): Process | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const cpu = fields.slice(11, 15).reduce((sum, ticks) => sum + ticks, 0);
    return {
      pid,
      parent: fields[1]!,
      cpuSeconds: cpu / ticksPerSecond,
      residentBytes: fields[21]! * pageBytes,
    };
  } catch {
    return undefined; // ended in the meantime
  }
}

/** A process and everything below it. */
export function processTree(rootPid: number): Process[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readProcess(Number(name)))
    .filter((process) => process !== undefined);
  const below = (pid: number): Process[] =>
    all.filter((p) => p.parent === pid).flatMap((p) => [p, ...below(p.pid)]);
  return [...all.filter((process) => process.pid === rootPid), ...below(rootPid)];
}

/** Bytes a process shares fairly with others (proportional set size, /proc/{pid}/smaps_rollup). */
export function proportionalBytes(pid: number): number {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) * 1024;
}

export const commandLine = (pid: number): string =>
  readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');

/** The one process below `rootPid` whose command line has this in it. */
export function findProcess(rootPid: number, part: string): number {
  const found = processTree(rootPid).find(({ pid }) => commandLine(pid).includes(part));
  if (!found) throw new Error(`No process with ${part} is running`);
  return found.pid;
}

/** CPU-seconds of a process, its children and those it has waited for. */
export const cpuSecondsOf = (pid: number): number =>
  processTree(pid).reduce((sum, process) => sum + process.cpuSeconds, 0);

/** The environment a process was started with (proc(5)). */
export const environmentOf = (pid: number): Record<string, string | undefined> =>
  Object.fromEntries(
    readFileSync(`/proc/${pid}/environ`, 'utf8')
      .split('\0')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
