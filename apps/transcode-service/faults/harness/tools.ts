import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Spawn } from '../checker/history.ts';
import { searchPath } from './config.ts';

/** What a tool does instead of its work, until it is healed. */
export type ToolFault = 'hang' | 'starve' | 'killed';
export type Tool = 'ffmpeg' | 'ffprobe';
export type Tools = ReturnType<typeof installTools>;

/** Bytes of address space with which ffmpeg starts, and cannot encode. */
const STARVED = 140_000_000;

function find(name: string): string {
  for (const folder of searchPath()) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      continue;
    }
  }
  throw new Error(`${name} is not installed.`);
}

/**
 * Puts scripts in the place of ffmpeg and ffprobe that write down their process id, then become the tool. A worker
 * finds them by TOOLS_PATH; a file next to them turns a tool into one that hangs or has no memory.
 */
export function installTools(folder: string, actor: string) {
  mkdirSync(folder, { recursive: true });
  const log = join(folder, 'spawns');
  writeFileSync(log, '');
  for (const tool of ['ffmpeg', 'ffprobe'] as const) {
    const real = find(tool);
    const script = [
      '#!/bin/sh',
      'case "$*" in *libx264*|*libsvtav1*|*libaom*) makes=picture;; *aac*) makes=sound;; *) makes=nothing;; esac',
      `printf '%s %s %s\\n' "$$" ${tool} "$makes" >> ${log}`,
      `[ -e ${join(folder, `${tool}-hang`)} ] && exec ${find('sleep')} 600`,
      `[ -e ${join(folder, `${tool}-killed`)} ] && kill -9 $$`,
      `[ -e ${join(folder, `${tool}-starve`)} ] && exec ${find('prlimit')} --as=${STARVED} -- ${real} "$@"`,
      `exec ${real} "$@"`,
    ];
    writeFileSync(join(folder, tool), `${script.join('\n')}\n`, { mode: 0o755 });
  }
  return {
    path: folder,
    spawns: (): Spawn[] =>
      readFileSync(log, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => {
          const [pid, tool = '', makes = ''] = line.split(' ');
          return { actor, pid: Number(pid), tool, makes };
        }),
    break: (tool: Tool, fault: ToolFault) => writeFileSync(join(folder, `${tool}-${fault}`), ''),
    heal() {
      for (const tool of ['ffmpeg', 'ffprobe'])
        for (const fault of ['hang', 'starve', 'killed'])
          rmSync(join(folder, `${tool}-${fault}`), { force: true });
    },
  };
}

/** Whether a process that was once started as a tool still runs; its number may have been given to another since. */
export function stillRuns({ pid }: Pick<Spawn, 'pid'>): boolean {
  const file = `/proc/${pid}/cmdline`;
  if (!existsSync('/proc/self')) return isAlive(pid);
  try {
    const state = /\) (\S)/.exec(readFileSync(`/proc/${pid}/stat`, 'latin1'))?.[1];
    return state !== 'Z' && /ffmpeg|ffprobe|sleep/.test(readFileSync(file, 'latin1'));
  } catch {
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
