import { expect } from 'vitest';
import { fault } from '../harness/fault.ts';
import { stillRuns } from '../harness/tools.ts';

fault('F01', 'a worker that is killed in the middle of an encode costs one repeated task', async (stage) => {
  const worker = stage.worker('A');
  const video = await stage.upload({ seconds: 12, fps: 50 });
  await worker.midEncode();
  await worker.kill();
  const orphans = worker.tools.spawns().filter(stillRuns);
  worker.start();
  await stage.until(video, ['ready']);
  expect(orphans).toEqual([]);
  const repeated = (await stage.tasks(video)).filter(({ attempts }) => attempts > 1);
  expect(repeated.map(({ attempts, failures }) => ({ attempts, failures }))).toEqual([
    { attempts: 2, failures: 1 },
  ]);
});
