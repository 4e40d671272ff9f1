import { readdir } from 'node:fs/promises';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TaskSpec } from '../work/contract.ts';
import { LeaseLostError } from './failure.ts';
import type { TaskApi } from './ports.ts';
import { createTaskRunner, HandedBackError } from './run-task.ts';
import { createWorkDirectories } from './work-directories.ts';
import { lavfi, numberedPicture, withClips, x264 } from './spec-clips.ts';
import { withWorker } from './spec-kit.ts';

const clips = withClips();
const worker = withWorker();
let film: Uint8Array;
beforeAll(async () => {
  film = await clips.make('film.mp4', ...lavfi(numberedPicture({ rate: '30', seconds: 3 })), ...x264(30));
});

function fakeApi(spec: TaskSpec, overrides: Partial<TaskApi> = {}) {
  const claim = worker.claim(spec);
  return {
    claim: vi.fn(async () => claim),
    heartbeat: vi.fn(async () => undefined),
    progress: vi.fn(async () => undefined),
    complete: vi.fn(async () => undefined),
    fail: vi.fn(async () => undefined),
    release: vi.fn(async () => undefined),
    ...overrides,
  } satisfies TaskApi;
}
const run = (api: TaskApi, stop = new AbortController().signal) =>
  createTaskRunner({ tools: worker.tools, api, directories: createWorkDirectories(worker.root) })(
    'task',
    stop,
  );
/** Runs a task whose disk is full, in a worker that rests so many milliseconds after it. */
const runWithoutRoom = (api: TaskApi, restMs: number, stop: AbortSignal) => {
  const full = Object.assign(new Error('no room'), { code: 'ENOSPC' });
  const directories = { use: () => Promise.reject(full) };
  return createTaskRunner({ tools: worker.tools, api, directories, restMs })('task', stop);
};
const probeSpec = () => ({ kind: 'probe' as const, source: worker.upload(film) });
/** A source whose bytes never come, so that the task runs until it is stopped. */
function endlessSpec() {
  const spec = probeSpec();
  const reached = Promise.withResolvers<void>();
  vi.spyOn(worker.store, 'read').mockImplementation(() => {
    reached.resolve();
    return new Promise(() => undefined);
  });
  return { spec, reached: reached.promise };
}
beforeEach(() => void vi.restoreAllMocks());

describe('a task', () => {
  it('is claimed, done and reported with its lease, and leaves no directory', async () => {
    const api = fakeApi(probeSpec());
    await run(api);
    expect(api.complete).toHaveBeenCalledWith(
      expect.objectContaining({ leaseToken: expect.any(String) }),
      expect.objectContaining({
        kind: 'probe',
        ffprobe: expect.objectContaining({ streams: expect.any(Array) }),
      }),
    );
    expect(api.fail).not.toHaveBeenCalled();
    expect(await readdir(worker.root)).toEqual([]);
  });

  it('that nobody has to do is dropped', async () => {
    const api = { ...fakeApi(probeSpec()), claim: async () => undefined };
    await run(api);
    expect(api.complete).not.toHaveBeenCalled();
  });

  it('comes again when there is nobody to claim from', async () => {
    const claim = () => Promise.reject(new Error('server away'));
    await expect(run({ ...fakeApi(probeSpec()), claim })).rejects.toThrow('server away');
  });

  it('that cannot be done is reported with its code', async () => {
    const source = worker.upload(new TextEncoder().encode('no film'));
    const api = fakeApi({ kind: 'probe', source });
    await run(api);
    expect(api.fail).toHaveBeenCalledWith(
      expect.anything(),
      expect.objectContaining({ code: 'not_media', retriable: false, detail: expect.any(String) }),
    );
    expect(await readdir(worker.root)).toEqual([]);
  });

  it('whose result nobody wants any more is forgotten', async () => {
    const complete = () => Promise.reject(new LeaseLostError('409'));
    const api = { ...fakeApi(probeSpec()), complete };
    await run(api);
    expect(api.fail).not.toHaveBeenCalled();
    expect(api.release).not.toHaveBeenCalled();
  });
});

describe('a full disk', () => {
  it('keeps its worker from taking the same task again at once, but not from stopping', async () => {
    const api = fakeApi(probeSpec());
    const stop = new AbortController();
    let rested = false;
    const running = runWithoutRoom(api, 3_600_000, stop.signal).then(() => (rested = true));
    await vi.waitFor(() =>
      expect(api.fail).toHaveBeenCalledWith(expect.anything(), expect.objectContaining({ code: 'no_space' })),
    );
    expect(rested).toBe(false);
    stop.abort();
    await running;
  });
});

describe('a task in work', () => {
  it('is handed back when the process stops', async () => {
    const { spec, reached } = endlessSpec();
    const api = fakeApi(spec);
    const stop = new AbortController();
    const running = expect(run(api, stop.signal)).rejects.toBeInstanceOf(HandedBackError);
    await reached;
    stop.abort();
    await running;
    expect(api.release).toHaveBeenCalledOnce();
    expect(api.complete).not.toHaveBeenCalled();
    expect(await readdir(worker.root)).toEqual([]);
  });

  it('is dropped without a word when its lease is lost', async () => {
    const { spec } = endlessSpec();
    const heartbeat = () => Promise.reject(new LeaseLostError('409'));
    const api = fakeApi(spec, { heartbeat });
    await run({ ...api, claim: async () => ({ ...worker.claim(spec), leaseSeconds: 1 }) });
    for (const report of [api.complete, api.fail, api.release]) expect(report).not.toHaveBeenCalled();
    expect(await readdir(worker.root)).toEqual([]);
  });
});
