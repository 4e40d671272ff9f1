// @vitest-environment node
import { expect, test, vi } from 'vitest';
import { createRefresh } from './refresh.ts';

function setUp(renew: () => Promise<boolean>) {
  let renewedAt = 0;
  const clock = { now: 100 };
  const refresh = createRefresh({
    renew,
    now: () => clock.now,
    exclusively: (work) => work(),
    shared: { read: () => renewedAt, write: (time) => (renewedAt = time) },
  });
  return { refresh, clock, otherTabRenews: (time: number) => (renewedAt = time) };
}

test('many calls at once renew once', async () => {
  const renew = vi.fn(async () => true);
  const { refresh } = setUp(renew);
  expect(await Promise.all([refresh(), refresh(), refresh()])).toEqual([true, true, true]);
  expect(renew).toHaveBeenCalledOnce();
});

test('what another tab renewed while this one waited is good here too', async () => {
  const renew = vi.fn(async () => true);
  const { refresh, otherTabRenews } = setUp(renew);
  otherTabRenews(120);
  expect(await refresh()).toBe(true);
  expect(renew).not.toHaveBeenCalled();
});

test('a later expiry is renewed again', async () => {
  const renew = vi.fn(async () => true);
  const { refresh, clock } = setUp(renew);
  await refresh();
  clock.now = 5000;
  await refresh();
  expect(renew).toHaveBeenCalledTimes(2);
});

test('a failed renewal does not stand in the way of the next one', async () => {
  const renew = vi
    .fn<() => Promise<boolean>>()
    .mockRejectedValueOnce(new Error('down'))
    .mockResolvedValue(true);
  const { refresh } = setUp(renew);
  await expect(refresh()).rejects.toThrow('down');
  expect(await refresh()).toBe(true);
});
