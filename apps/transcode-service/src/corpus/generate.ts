import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Kit, Row } from './row.ts';

const run = promisify(execFile);
/** The same arguments give the same bytes: no dates, no random identifiers, and one thread where it matters. */
const repeatable = ['-fflags', '+bitexact', '-flags:v', '+bitexact', '-flags:a', '+bitexact'];

/** Makes a row's file in `directory`, in which those it is made of are already; gives its path. */
export async function makeFile(row: Row, rows: readonly Row[], directory: string): Promise<string> {
  const pathOf = (id: string) => {
    const found = rows.find((candidate) => candidate.id === id);
    if (!found) throw new Error(`${row.id} is made of ${id}, which is not there.`);
    return join(directory, `${id}.${found.extension}`);
  };
  const out = pathOf(row.id);
  const scratch = await mkdtemp(join(tmpdir(), 'corpus-'));
  const ffmpeg = async (args: string[]) => {
    await run('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args], { maxBuffer: 1024 ** 2 });
  };
  const kit: Kit = {
    out,
    pathOf,
    ffmpeg: (...args) => ffmpeg([...args, ...repeatable, out]),
    run: (...args) => ffmpeg([...args.slice(0, -1), ...repeatable, args.at(-1)!]),
    write: (...parts) => writeFile(out, Buffer.concat(parts.map((part) => Buffer.from(part as Uint8Array)))),
    bytesOf: (id) => readFile(pathOf(id)),
    scratch: (name) => join(scratch, name),
  };
  try {
    await row.make(kit);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return out;
}

/** Makes every file that is missing, and `expectations.json`; gives the bytes of them all. */
export async function makeCorpus(rows: readonly Row[], directory: string): Promise<number> {
  await mkdir(directory, { recursive: true });
  let bytes = 0;
  for (const row of rows) {
    const path = join(directory, `${row.id}.${row.extension}`);
    const there = await stat(path).catch(() => undefined);
    if (!there) await makeFile(row, rows, directory);
    bytes += (await stat(path)).size;
  }
  const table = rows.map(({ id, extension, about, expect, budget }) => ({
    file: `${id}.${extension}`,
    about,
    expect,
    budget,
  }));
  await writeFile(join(directory, 'expectations.json'), `${JSON.stringify(table, null, 2)}\n`);
  return bytes;
}
