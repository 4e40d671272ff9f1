import { spawnSync } from 'node:child_process';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { cars } from '../support/media.ts';
import { logIn, registered } from '../support/people.ts';
import {
  openMyVideos,
  openSettings,
  play,
  playsPast,
  publish,
  rowOf,
  untilReady,
} from '../support/videos.ts';

test('an owner asks for a smaller version, and viewers play it without a second menu', async ({
  page,
  request,
  browser,
  baseURL,
}, info) => {
  test.setTimeout(240_000);
  // A few seconds of it, in more than one size.
  const file = info.outputPath('short.mp4');
  const args = ['-v', 'error', '-t', '6', '-i', cars, '-c', 'copy', file];
  expect(spawnSync('ffmpeg', args).status).toBe(0);
  await logIn(page, await registered(request));
  await publish(page, file, 'A short drive');
  await openMyVideos(page);
  await untilReady(page, 'A short drive');
  const row = rowOf(page, 'A short drive');
  const link = (await row.getByRole('link').first().getAttribute('href'))!;

  await test.step('by keyboard, and the focus stays', async () => {
    await row.getByRole('button', { name: 'Edit' }).click();
    const offer = page.getByRole('region', { name: 'Smaller version (AV1)' });
    const make = offer.getByRole('button', { name: 'Make a smaller version' });
    const height = async () => (await offer.boundingBox())!.height;
    await expect(make).toBeVisible();
    const before = await height();
    await make.press('Enter');
    await expect(offer.getByRole('button', { name: 'Being made…' })).toBeFocused();
    expect(await height()).toBe(before);
    expect((await new AxeBuilder({ page }).include('dialog').analyze()).violations).toEqual([]);
    await expect(offer.getByText('Made', { exact: true })).toBeVisible({ timeout: 120_000 });
    expect(await height()).toBe(before);
    await expect(offer.getByRole('status')).toBeFocused();
    expect((await new AxeBuilder({ page }).include('dialog').analyze()).violations).toEqual([]);
  });

  const visitor = await (await browser.newContext({ baseURL: baseURL! })).newPage();
  const played = new Set<string>();
  visitor.on('response', (response) => {
    const rung = /\/((?:av1-|v)\d+)\/\d+\.m4s/.exec(response.url())?.[1];
    if (rung) played.add(rung);
  });
  await visitor.goto(link);
  await play(visitor);
  await playsPast(visitor, 1);
  expect(played.size).toBeGreaterThan(0);
  expect([...played].every((rung) => rung.startsWith('av1-'))).toBe(true);
  await openSettings(visitor);
  await visitor.getByRole('menuitem', { name: /Quality/ }).click();
  await expect(visitor.getByRole('menuitemradio', { name: /^240p/ })).toHaveCount(1);
  await visitor.context().close();
});
