import { expect, test } from '@playwright/test';
import { bunny } from '../support/media.ts';
import { logIn, registered } from '../support/people.ts';
import { openMyVideos, publish, rowOf, untilReady } from '../support/videos.ts';

test('an owner edits, hides and deletes a video; others see exactly that', async ({ page, request }) => {
  await logIn(page, await registered(request));
  await publish(page, bunny, 'First title');
  await openMyVideos(page);
  await untilReady(page, 'First title');
  const link = (await rowOf(page, 'First title').getByRole('link').first().getAttribute('href'))!;
  const videoKey = link.split('/').pop()!;
  const asVisitor = () => request.get(`/videos/${videoKey}`);

  await rowOf(page, 'First title').getByRole('button', { name: 'Edit' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Title').fill('<b>Second</b> title');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(rowOf(page, '<b>Second</b> title')).toBeVisible();
  expect((await (await asVisitor()).json()).displayName).toBe('<b>Second</b> title');
  expect(await (await asVisitor()).json()).not.toHaveProperty('email');

  await rowOf(page, 'Second').getByRole('button', { name: 'Edit' }).click();
  await dialog.getByLabel('Who can watch').selectOption('private');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  expect((await asVisitor()).status()).toBe(404);

  await rowOf(page, 'Second').getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(rowOf(page, 'Second')).toHaveCount(0);
  await page.goto(link);
  await expect(page.getByText(/does not exist|not found/i).first()).toBeVisible();
});
