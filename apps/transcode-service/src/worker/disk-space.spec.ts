import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { needSpace, noticeFullDisk } from './disk-space.ts';
import { LeaseLostError, TaskFailure } from './failure.ts';

const failing = (error: Error, free: number) =>
  noticeFullDisk(
    '/anywhere',
    () => Promise.reject(error),
    () => Promise.resolve(free),
  );

it('calls truncated outputs on a full disk by their cause', async () => {
  const truncated = new TaskFailure('internal', 'Box "mdat" does not fit.');
  await expect(failing(truncated, 4096)).rejects.toMatchObject({ code: 'no_space', retriable: true });
});

it('leaves every other failure what it is', async () => {
  const truncated = new TaskFailure('internal', 'Box "mdat" does not fit.');
  await expect(failing(truncated, 2 ** 30)).rejects.toBe(truncated);
  const damaged = new TaskFailure('damaged', 'no picture');
  await expect(failing(damaged, 0)).rejects.toBe(damaged);
  const lost = new LeaseLostError('somebody else has it');
  await expect(failing(lost, 0)).rejects.toBe(lost);
});

it('wants room before it begins', async () => {
  await expect(needSpace(tmpdir(), 1)).resolves.toBeUndefined();
  await expect(needSpace(tmpdir(), 2 ** 60)).rejects.toMatchObject({ code: 'no_space' });
});
