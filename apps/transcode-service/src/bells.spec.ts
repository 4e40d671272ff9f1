import { afterAll, beforeAll, expect, test } from 'vitest';
import { newVideo, startHarness, uploadedEvent, type Harness } from './testing/harness.ts';
import { claimBest, complete, ffprobe, post, resultOf, stateOf } from './testing/scripted-worker.ts';

let harness: Harness;
beforeAll(async () => {
  // No reminder saves a task whose message is missing.
  harness = await startHarness({ REMIND_SECONDS: 86_400 });
});
afterAll(() => harness.stop());

const source = { ffprobe: ffprobe({ seconds: 10 }), frames: 300, audioSeconds: 10 };

/** What a worker may do with a message, in turn. */
const fates = ['done', 'twice', 'dies', 'done', 'hands back', 'done'] as const;

test('there is always a message for every waiting task, though any worker may take any task and die', async () => {
  const videos = Array.from({ length: 5 }, newVideo);
  for (const video of videos)
    await harness.deliver(uploadedEvent({ bucket: harness.config.ORIGINALS_BUCKET, video }));
  const attempts = new Map<string, number>();
  let turn = 0;
  const work = async (bell: string, fate: (typeof fates)[number]): Promise<void> => {
    if (fate === 'twice') return void (await Promise.all([work(bell, 'done'), work(bell, 'done')]));
    const lease = await claimBest(harness, bell);
    if (!lease) return;
    attempts.set(lease.taskId, (attempts.get(lease.taskId) ?? 0) + 1);
    if (fate === 'dies' && attempts.get(lease.taskId)! < 4)
      await harness.query('UPDATE tasks SET leaseUntil = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND WHERE id = ?', [
        lease.taskId,
      ]);
    else if (fate === 'hands back')
      await post(harness, lease.taskId, 'release', { leaseToken: lease.leaseToken });
    else expect(await complete(harness, lease, resultOf(lease, source))).toBe(200);
  };
  for (;;) {
    await harness.sweeper.sweep();
    await harness.relay.drain();
    const [fast, bulk] = await Promise.all([harness.queues.fast.counts(), harness.queues.bulk.counts()]);
    const bells = [
      ...(fast.ready > 0 ? await harness.messages('fast', fast.ready) : []),
      ...(bulk.ready > 0 ? await harness.messages('bulk', bulk.ready) : []),
    ];
    if (bells.length === 0) break;
    await Promise.all(bells.map((bell) => work(bell, fates[(turn += 1) % fates.length]!)));
  }
  for (const { videoKey } of videos) expect(await stateOf(harness, videoKey)).toBe('ready');
  const open = await harness.query(`SELECT id FROM tasks WHERE state IN ('pending', 'running')`);
  expect(open).toEqual([]);
});
