import { writeFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { logIn, registered } from '../support/people.ts';
import { openMyVideos, publish, rowOf } from '../support/videos.ts';

test('a text file that poses as a video ends as a failure with its reason', async ({
  page,
  request,
}, info) => {
  const file = info.outputPath('holiday.mp4');
  writeFileSync(file, 'Dear diary, this is not a video.\n'.repeat(200));
  await logIn(page, await registered(request));
  await publish(page, file, 'Holiday');
  await openMyVideos(page);
  await expect(rowOf(page, 'Holiday')).toContainText('not a video we can read', { timeout: 60_000 });
  await expect(rowOf(page, 'Holiday').getByRole('button', { name: 'Delete' })).toBeVisible();
});

test('a file of another type is refused before anything is sent', async ({ page, request }, info) => {
  const file = info.outputPath('notes.txt');
  writeFileSync(file, 'Just notes.');
  await logIn(page, await registered(request));
  await page.goto('/upload');
  await page.getByLabel('Choose videos').setInputFiles(file);
  await expect(page.getByText(/cannot be uploaded/i).first()).toBeVisible();
});
