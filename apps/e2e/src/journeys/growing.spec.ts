import { spawnSync } from 'node:child_process';
import { expect, test } from '@playwright/test';
import { cars } from '../support/media.ts';
import { logIn, registered } from '../support/people.ts';
import { openMyVideos, play, playback, playsPast, publish, rowOf } from '../support/videos.ts';

test.describe.configure({ timeout: 240_000 });

test('a video plays while the rest of it is still being encoded', async ({
  page,
  request,
  browser,
  baseURL,
}, info) => {
  // Two minutes of it: long enough that encoding cannot be done when the first seconds are.
  const file = info.outputPath('long.mp4');
  const args = ['-v', 'error', '-stream_loop', '3', '-i', cars, '-c', 'copy', file];
  expect(spawnSync('ffmpeg', args).status).toBe(0);
  await logIn(page, await registered(request));
  await publish(page, file, 'Long drive');
  await openMyVideos(page);
  const row = rowOf(page, 'Long drive');
  await expect(row).toContainText(/playable|watch|%/i, { timeout: 60_000 });
  const link = await row.getByRole('link', { name: 'Long drive' }).first().getAttribute('href');
  const videoKey = link!.split('/').pop()!;
  const status = async () => (await (await request.get(`/videos/${videoKey}`)).json()).status as string;
  await expect.poll(status, { timeout: 60_000 }).toBe('playable');

  const visitor = await (await browser.newContext({ baseURL: baseURL! })).newPage();
  await visitor.goto(link!);
  await play(visitor);
  await playsPast(visitor, 1);
  expect(await status()).toBe('playable');

  await expect.poll(status, { timeout: 110_000 }).toBe('ready');
  const { time } = await playback(visitor);
  await playsPast(visitor, time + 1);
  expect((await playback(visitor)).error).toBeNull();
  await visitor.context().close();
});
