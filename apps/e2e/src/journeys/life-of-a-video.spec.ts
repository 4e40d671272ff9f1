import { expect, test } from '@playwright/test';
import { cars } from '../support/media.ts';
import { mailedCode, newAccount } from '../support/people.ts';
import {
  openMyVideos,
  openSettings,
  play,
  playback,
  playsPast,
  publish,
  rowOf,
  untilReady,
} from '../support/videos.ts';

test('from one person’s disk to another person’s screen', async ({ page, request, browser, baseURL }) => {
  const account = newAccount();
  const title = `Cars ${account.email.slice(7, 15)}`;

  await test.step('register with the mailed code', async () => {
    await page.goto('/register');
    await page.getByLabel('E-mail').fill(account.email);
    await page.getByLabel('Password', { exact: true }).fill(account.password);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByLabel('Code').fill(await mailedCode(request, account.email));
    await page.getByRole('button', { name: 'Confirm' }).click();
  });

  await test.step('log in', async () => {
    await page.getByLabel('E-mail').fill(account.email);
    await page.getByLabel('Password', { exact: true }).fill(account.password);
    await page.getByRole('button', { name: 'Log in' }).click();
    await expect(page.getByRole('link', { name: 'My videos' }).first()).toBeVisible();
  });

  await test.step('upload with a title and see it arrive', async () => {
    await publish(page, cars, title);
    await expect(page.getByRole('progressbar', { name: title })).toBeVisible();
  });

  const link = await test.step('find it among my videos, ready in the end', async () => {
    await openMyVideos(page);
    await untilReady(page, title);
    return (await rowOf(page, title).getByRole('link', { name: title }).first().getAttribute('href'))!;
  });

  await test.step('another person, not logged in, watches it', async () => {
    const visitor = await (await browser.newContext({ baseURL: baseURL! })).newPage();
    await visitor.goto('/');
    await expect(visitor.getByRole('link', { name: title }).first()).toBeVisible();
    await visitor.goto(link);
    await expect(visitor.getByRole('heading', { level: 1, name: title })).toBeVisible();
    await play(visitor);
    await playsPast(visitor, 1);

    await openSettings(visitor);
    await visitor.getByRole('menuitem', { name: /Quality/ }).click();
    await visitor.getByRole('menuitemradio', { name: /^240p/ }).click();
    await expect.poll(async () => (await playback(visitor)).height, { timeout: 30_000 }).toBe(240);

    await visitor.getByTestId('video').evaluate((video: HTMLVideoElement) => (video.currentTime = 20));
    await playsPast(visitor, 21);
    expect((await playback(visitor)).duration).toBeGreaterThan(29);
    await visitor.context().close();
  });
});
