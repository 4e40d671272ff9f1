import { expect, test, type Page } from '@playwright/test';
import { bunny, paddedClip } from '../support/media.ts';
import { logIn, registered } from '../support/people.ts';
import { rowOf } from '../support/videos.ts';

const size = 112 * 1024 ** 2;

/** Counts the bytes of parts that S3 accepted, by the answers the page got. */
function countParts(page: Page) {
  const seen: string[] = [];
  page.on('response', (response) => {
    const part = new URL(response.url()).searchParams.get('partNumber');
    if (part && response.request().method() === 'PUT' && response.ok()) seen.push(part);
  });
  return seen;
}

/** Slows the page's uploads down, so that there is a middle to break. Bytes per second; -1 is unlimited. */
async function limitUpload(page: Page, uploadThroughput: number) {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput,
  });
}

test('a dropped connection resumes where it stopped', async ({ page, request, context }, info) => {
  const file = paddedClip(info.outputPath(), bunny, size);
  await logIn(page, await registered(request));
  const parts = countParts(page);
  await page.goto('/upload');
  await limitUpload(page, 12 * 1024 ** 2);
  await page.getByLabel('Choose videos').setInputFiles(file);
  await page.getByLabel('Title').fill('Interrupted');
  await page.getByRole('button', { name: 'Publish' }).click();
  await expect.poll(() => parts.length, { timeout: 60_000 }).toBeGreaterThan(0);

  await context.setOffline(true);
  await expect(page.getByText(/waiting for (a |the )?connection|offline/i).first()).toBeVisible();
  const before = parts.length;
  await context.setOffline(false);
  await limitUpload(page, -1);

  await page.goto('/my-videos');
  await page.goBack();
  await expect.poll(() => parts.length, { timeout: 60_000 }).toBeGreaterThanOrEqual(before);
});

test('after a reload, choosing the same file again sends only what is missing', async ({
  page,
  request,
}, info) => {
  const file = paddedClip(info.outputPath(), bunny, size);
  await logIn(page, await registered(request));
  const parts = countParts(page);
  await page.goto('/upload');
  await limitUpload(page, 12 * 1024 ** 2);
  await page.getByLabel('Choose videos').setInputFiles(file);
  await page.getByLabel('Title').fill('Reloaded');
  await expect.poll(() => parts.length, { timeout: 60_000 }).toBeGreaterThan(1);
  page.on('dialog', (dialog) => void dialog.accept());
  await page.reload();
  const sentBefore = new Set(parts);

  await limitUpload(page, -1);
  await page.getByLabel('Choose videos').setInputFiles(file);
  await expect(page.getByLabel('Title')).toHaveValue('Reloaded');
  await page.getByRole('button', { name: 'Publish' }).click();
  await page.goto('/my-videos');
  await expect(rowOf(page, 'Reloaded')).toContainText(/ready/i, { timeout: 90_000 });
  const again = parts.filter((part, at) => parts.indexOf(part) !== at);
  expect(again).toEqual([]);
  expect(sentBefore.size).toBeGreaterThan(1);
});
