import { spawnSync } from 'node:child_process';
import {
  accessSync,
  constants,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import type { Spawn } from '../checker/history.ts';
import { searchPath } from './config.ts';

/** What a tool does instead of its work, until it is healed. */
export type ToolFault = 'hang' | 'starve';
export type Tool = 'ffmpeg' | 'ffprobe';
export type Tools = ReturnType<typeof installTools>;

/** Name of the variable by which a running tool is found again. */
const MARK = 'MATINEE_SPAWN';

/** Bytes of address space with which ffmpeg only just starts: nothing is left to encode with. */
let leastBytes: number | undefined;
function starvation(ffmpeg: string): number {
  const starts = (bytes: number) =>
    spawnSync(find('prlimit'), [`--as=${bytes}`, '--', ffmpeg, '-version'], { stdio: 'ignore' }).status === 0;
  for (let bytes = 50_000_000; leastBytes === undefined; bytes += 10_000_000)
    if (starts(bytes)) leastBytes = bytes;
  return leastBytes;
}

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
 * Puts scripts in the place of ffmpeg and ffprobe that tell of their start, then become the tool. A worker finds them
 * by TOOLS_PATH, and shows their folder to the tools it locks in: read only, so they tell through a pipe, and process
 * numbers mean nothing there, so they carry a mark in their environment. A file beside them makes a tool hang or starve.
 */
export function installTools(folder: string, actor: string) {
  mkdirSync(folder, { recursive: true });
  const pipe = join(folder, 'spawns');
  if (spawnSync(find('mkfifo'), [pipe]).status !== 0) throw new Error(`${pipe} cannot be made.`);
  let told = '';
  const socket = new Socket({ fd: openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK), writable: false });
  socket.on('data', (chunk) => (told += chunk.toString())).unref();

  for (const tool of ['ffmpeg', 'ffprobe'] as const) {
    const real = find(tool);
    const marked = `exec ${find('env')} ${MARK}="$id"`;
    const script = [
      '#!/bin/sh',
      'case "$*" in *"-c:v lib"*) makes=picture;; *"-c:a aac"*) makes=sound;; *) makes=nothing;; esac',
      `id=$(${find('od')} -An -N8 -tx8 /dev/urandom | ${find('tr')} -d ' ')`,
      `printf '%s %s %s\\n' "$id" ${tool} "$makes" > ${pipe}`,
      `[ -e ${join(folder, `${tool}-hang`)} ] && ${marked} ${find('sleep')} 600`,
      `[ -e ${join(folder, `${tool}-starve`)} ] && ${marked} ${find('prlimit')} --as=$(${find('cat')} ${join(folder, 'least')}) -- ${real} "$@"`,
      `${marked} ${real} "$@"`,
    ];
    writeFileSync(join(folder, tool), `${script.join('\n')}\n`, { mode: 0o755 });
  }
  return {
    path: folder,
    spawns: (): Spawn[] =>
      told
        .split('\n')
        .filter(Boolean)
        .map((line) => {
          const [id = '', tool = '', makes = ''] = line.split(' ');
          return { actor, id, tool, makes };
        }),
    break(tool: Tool, fault: ToolFault): void {
      if (fault === 'starve') writeFileSync(join(folder, 'least'), String(starvation(find('ffmpeg'))));
      writeFileSync(join(folder, `${tool}-${fault}`), '');
    },
    heal() {
      for (const tool of ['ffmpeg', 'ffprobe'])
        for (const fault of ['hang', 'starve']) rmSync(join(folder, `${tool}-${fault}`), { force: true });
    },
    close: () => void socket.destroy(),
  };
}

/** Process number of a tool that still runs; found by its mark, whatever namespace it is in. */
export function pidOf({ id }: Pick<Spawn, 'id'>): number | undefined {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .find((pid) => {
      try {
        if (!readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`${MARK}=${id}`)) return false;
        return /\) (\S)/.exec(readFileSync(`/proc/${pid}/stat`, 'latin1'))?.[1] !== 'Z';
      } catch {
        return false; // it has just ended, or is none of ours
      }
    });
}
export const stillRuns = (spawn: Pick<Spawn, 'id'>): boolean => pidOf(spawn) !== undefined;
