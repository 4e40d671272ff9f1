import { eventually } from '@matinee/testing';
import { expect } from 'vitest';
import { of } from '../checker/history.ts';
import { fault, workOf } from '../harness/fault.ts';
import { isReport } from '../harness/faults.ts';
import { longLeases } from '../harness/server.ts';
import { stillRuns } from '../harness/tools.ts';

fault('F01', 'a worker that is killed in the middle of an encode costs one repeated task', async (stage) => {
  const worker = stage.worker('A');
  const video = await stage.upload({ seconds: 8 });
  await worker.midEncode();
  await worker.kill();
  await eventually(() => worker.tools.spawns().every((spawn) => !stillRuns(spawn)));
  worker.start();
  await stage.until(video, ['ready']);
  const repeated = (await stage.tasks(video)).filter(({ attempts }) => attempts > 1);
  expect(repeated).toContainEqual(expect.objectContaining({ attempts: 2, failures: 1 }));
});

fault(
  'F02',
  'an encoder that is killed is tried again, and its part is never published',
  async (stage) => {
    const worker = stage.worker('A');
    const { pid } = worker.process();
    const video = await stage.upload({ seconds: 8 });
    await worker.midEncode();
    process.kill((await worker.encoder()).pid, 'SIGKILL');
    await stage.until(video, ['ready']);
    expect(worker.process().pid).toBe(pid);
    const tasks = await stage.tasks(video);
    expect(tasks.reduce((sum, { failures }) => sum + failures, 0)).toBe(1);
    expect(of(stage.recorder, 'api').filter(({ action }) => action === 'fail')).toHaveLength(1);
  },
  { server: longLeases },
);

const MANY = 50;

fault(
  'F44',
  'fifty tasks whose workers all die in the moment of the claim are all done in the end',
  async (stage) => {
    const claims = { A: 0, B: 0 };
    const gate = Promise.withResolvers<void>();
    for (const name of ['A', 'B'] as const) {
      const worker = await stage.addWorker(name, { start: false, env: { WORKER_SLOTS: String(MANY / 2) } });
      worker.api.use(async (call, next) => {
        if (!isReport('claim')(call)) return next();
        claims[name] += 1;
        await gate.promise;
        return next();
      });
    }
    const videos = [];
    for (let i = 0; i < MANY; i += 1)
      videos.push(await stage.upload({ seconds: 1, fps: 10, size: '160x90', audio: false }));
    for (const name of ['A', 'B']) stage.worker(name).start();
    await eventually(() => claims.A + claims.B >= MANY, { timeoutMs: 60_000 });
    for (const name of ['A', 'B']) await stage.worker(name).kill();
    // The claims arrive when nobody is there any more: every task is leased to the dead.
    gate.resolve();
    for (const name of ['C', 'D']) await stage.addWorker(name);
    for (const video of videos) await stage.until(video, ['ready'], 180_000);
    return {
      after: (history) => {
        const { encodes } = workOf(history);
        expect(encodes).toBeLessThanOrEqual(2 * MANY);
        expect(history.remains.jobs.filter(({ state }) => state === 'ready')).toHaveLength(MANY);
      },
    };
  },
  { workers: [], timeoutSeconds: 300 },
);
