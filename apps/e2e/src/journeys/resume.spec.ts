import { expect, test, type APIRequestContext, type Page, type TestInfo } from '@playwright/test';
import { bunny, paddedClip } from '../support/media.ts';
import { logIn, registered } from '../support/people.ts';
import { openMyVideos, untilReady } from '../support/videos.ts';

const partSize = 16 * 1024 ** 2;
const size = 7 * partSize;

/** Counts the bytes of parts that S3 accepted, by the answers the page got. */
function countParts(page: Page) {
  const seen: string[] = [];
  page.on('response', (response) => {
    const part = new URL(response.url()).searchParams.get('partNumber');
    if (part && response.request().method() === 'PUT' && response.ok()) seen.push(part);
  });
  return seen;
}

/** Parts that S3 accepted more than once: bytes that were sent for nothing. */
const repeated = (parts: string[]) => parts.filter((part, at) => parts.indexOf(part) !== at);

/**
 * The page's network as it might be: bytes per second upwards (-1 is unlimited), or none at all. One session, because
 * the conditions of two do not add up.
 */
async function network(page: Page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  const emulate = (offline: boolean, uploadThroughput: number) =>
    session.send('Network.emulateNetworkConditions', {
      offline,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput,
    });
  return {
    slow: () => emulate(false, 8 * 1024 ** 2),
    cut: () => emulate(true, 0),
    restore: () => emulate(false, -1),
  };
}

/** A large file on its way over a slow connection, its title typed, nothing published. */
async function beginUpload(page: Page, request: APIRequestContext, info: TestInfo, title: string) {
  const file = paddedClip(info.outputPath(), bunny, size);
  await logIn(page, await registered(request));
  const parts = countParts(page);
  await page.goto('/upload');
  const connection = await network(page);
  await connection.slow();
  await page.getByLabel('Choose videos').setInputFiles(file);
  await page.getByLabel('Title').fill(title);
  return { file, parts, connection };
}

const somePartsOf = (parts: string[]) =>
  expect.poll(() => parts.length, { timeout: 60_000 }).toBeGreaterThan(0);

async function becomesReady(page: Page, title: string): Promise<void> {
  await openMyVideos(page);
  await untilReady(page, title);
}

test('a dropped connection resumes where it stopped', async ({ page, request }, info) => {
  const { parts, connection } = await beginUpload(page, request, info, 'Interrupted');
  await page.getByRole('button', { name: 'Publish' }).click();
  await somePartsOf(parts);
  await connection.cut();
  expect(parts.length).toBeLessThan(size / partSize);
  await expect(page.getByText(/waiting for connection/i).first()).toBeVisible();
  await connection.restore();
  await becomesReady(page, 'Interrupted');
  expect(repeated(parts)).toEqual([]);
});

test('pausing stops the bytes, resuming finishes them', async ({ page, request }, info) => {
  const { parts, connection } = await beginUpload(page, request, info, 'Paused');
  await somePartsOf(parts);
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByRole('button', { name: 'Resume' })).toBeVisible();
  await connection.restore();
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.getByRole('button', { name: 'Publish' }).click();
  await becomesReady(page, 'Paused');
});

test('after a reload, choosing the same file again sends only what is missing', async ({
  page,
  request,
}, info) => {
  const { file, parts, connection } = await beginUpload(page, request, info, 'Reloaded');
  await somePartsOf(parts);
  page.on('dialog', (dialog) => void dialog.accept());
  await page.reload();
  expect(parts.length).toBeLessThan(size / partSize);

  await connection.restore();
  await page.getByLabel('Choose videos').setInputFiles(file);
  await expect(page.getByLabel('Title')).toHaveValue('Reloaded');
  await page.getByRole('button', { name: 'Publish' }).click();
  await becomesReady(page, 'Reloaded');
  expect(repeated(parts)).toEqual([]);
});

test('an upload that is given up leaves nothing behind', async ({ page, request }, info) => {
  const { parts } = await beginUpload(page, request, info, 'Given up');
  await somePartsOf(parts);
  const aborted = page.waitForResponse((response) => response.request().method() === 'DELETE');
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel upload' }).click();
  expect((await aborted).ok()).toBe(true);
  await expect(page.getByRole('button', { name: 'Pause' })).toHaveCount(0);
});

test('a file that has not arrived yet is an upload without parts, not an error', async ({
  page,
  request,
  baseURL,
}) => {
  await logIn(page, await registered(request));
  const started = await page.request.post('/videos/upload', {
    headers: { origin: baseURL! },
    data: { fileName: 'later.mp4', contentType: 'video/mp4', size: 1000 },
  });
  const { videoKey, uploadToken } = await started.json();
  const about = `/videos/upload/${videoKey}/parts`;
  const arrived = await page.request.get(about, { headers: { 'x-upload-token': uploadToken } });
  expect(await arrived.json()).toMatchObject({ size: 1000, parts: [] });
});
