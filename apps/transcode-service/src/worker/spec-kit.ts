import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { Claim, RenditionOutput, TaskSpec } from '../work/contract.ts';
import { createBlockCache } from './block-cache.ts';
import type { ObjectReader, ObjectRef, ObjectWriter } from './ports.ts';
import { findPrograms } from './programs.ts';
import { createReader, type Reader } from './reader.ts';
import { createSandbox } from './sandbox.ts';
import type { TaskContext, Tools } from './task-context.ts';

/** A store in memory that writes once, with a place to make reads and writes fail. */
export function memoryStore() {
  const objects = new Map<string, Uint8Array>();
  const name = ({ bucket, key }: ObjectRef) => `${bucket}/${key}`;
  const store = {
    objects,
    reads: [] as { key: string; start: number; end: number }[],
    /** Called before each read or write; may throw. */
    trouble: (_doing: 'read' | 'put', _key: string): void => undefined,
    async size(object: ObjectRef) {
      return objects.get(name(object))?.byteLength ?? 0;
    },
    async read(object: ObjectRef, start: number, end: number) {
      store.reads.push({ key: object.key, start, end });
      store.trouble('read', object.key);
      const bytes = objects.get(name(object));
      if (!bytes) throw new Error(`no ${object.key}`);
      return bytes.subarray(start, end);
    },
    async put(object: ObjectRef, body: Uint8Array) {
      store.trouble('put', object.key);
      if (!objects.has(name(object))) objects.set(name(object), body);
    },
    async putFile(object: ObjectRef, path: string) {
      const { readFile } = await import('node:fs/promises');
      await store.put(object, await readFile(path));
    },
  };
  return store satisfies ObjectReader & ObjectWriter;
}

/** Real tools over a store in memory, for the specs of one file. */
export function withWorker() {
  const worker = {
    store: memoryStore(),
    logged: [] as { fields: object; message: string }[],
    /** What tasks told as progress. */
    progress: [] as RenditionOutput[][],
    /** How much of themselves tasks said was done. */
    fractions: [] as number[],
    tools: undefined as unknown as Tools,
    root: '',
    upload(bytes: Uint8Array) {
      const key = randomUUID();
      worker.store.objects.set(`originals/${key}`, bytes);
      return { bucket: 'originals', key, size: bytes.byteLength };
    },
    media: (key: string) => worker.store.objects.get(`media/${key}`),
    claim: (spec: TaskSpec, attempt = 1): Claim => ({
      taskId: randomUUID(),
      videoKey: 'v'.repeat(24),
      leaseToken: randomUUID(),
      leaseSeconds: 30,
      alone: false,
      prefix: `${'v'.repeat(24)}/${attempt}`,
      attempt,
      spec,
    }),
    /** A context as run-task makes it, with a new directory. */
    async context<S extends TaskSpec>(spec: S, signal = new AbortController().signal) {
      const directory = await mkdtemp(join(worker.root, 'task-'));
      const claim = worker.claim(spec, (attempts += 1));
      const progress = async (renditions: RenditionOutput[]) => void worker.progress.push(renditions);
      const advance = (fraction: number) => void worker.fractions.push(fraction);
      return { ...worker.tools, claim, spec, directory, signal, progress, advance } as unknown as TaskContext<
        S['kind']
      >;
    },
  };
  let attempts = 0;
  let reader: Reader;
  beforeAll(async () => {
    worker.root = await mkdtemp(join(tmpdir(), 'worker-spec-'));
    reader = await createReader();
    const log = (fields: object, message: string) => void worker.logged.push({ fields, message });
    worker.tools = {
      sandbox: createSandbox(await findPrograms('/usr/local/bin:/usr/bin:/bin')),
      reader,
      cache: createBlockCache(64 * 1024 ** 2),
      store: worker.store,
      mediaBucket: 'media',
      threads: { fast: 1, alone: 1, bulk: 1 },
      log: { info: log, warn: log },
    };
  });
  afterAll(async () => {
    await reader.close();
    await rm(worker.root, { recursive: true, force: true });
  });
  return worker;
}
