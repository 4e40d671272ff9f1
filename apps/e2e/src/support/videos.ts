import { expect, type Locator, type Page } from '@playwright/test';

/** Chooses a file on the upload page, gives it a title and publishes it. */
export async function publish(page: Page, file: string, title: string): Promise<void> {
  await page.goto('/upload');
  await page.getByLabel('Choose videos').setInputFiles(file);
  await page.getByLabel('Title').fill(title);
  await page.getByRole('button', { name: 'Publish' }).click();
}

/** Follows the link to "My videos"; uploads go on, where leaving the application would end them. */
export async function openMyVideos(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'My videos' }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'My videos' })).toBeVisible();
}

/** A video's row on "My videos". */
export const rowOf = (page: Page, title: string): Locator =>
  page.getByRole('listitem').filter({ has: page.getByRole('link', { name: title }) });

/** Waits until nothing of a video is left to be made; one that only plays already says "Ready to watch, improving". */
export const untilReady = (page: Page, title: string) =>
  expect(rowOf(page, title).getByText('Ready', { exact: true })).toBeVisible({ timeout: 90_000 });

/** Where the player stands. */
export const playback = (page: Page) =>
  page.getByTestId('video').evaluate((video: HTMLVideoElement) => ({
    time: video.currentTime,
    duration: video.duration,
    width: video.videoWidth,
    height: video.videoHeight,
    paused: video.paused,
    error: video.error?.message ?? null,
  }));

/** Waits until the picture moves past a moment (seconds). */
export const playsPast = (page: Page, seconds: number) =>
  expect.poll(async () => (await playback(page)).time, { timeout: 30_000 }).toBeGreaterThan(seconds);

/** Starts the picture; a player that is still loading may drop the first try. */
export const play = (page: Page) =>
  expect(() => page.getByTestId('video').evaluate((video: HTMLVideoElement) => video.play())).toPass({
    timeout: 30_000,
  });

/** Controls hide while a picture plays and nothing moves, so the mouse is moved first, as a person does. */
export const openSettings = (page: Page) =>
  expect(async () => {
    await page.mouse.move(0, 0);
    await page.getByTestId('video').hover({ force: true });
    await page.getByRole('button', { name: 'Settings' }).click({ timeout: 1500 });
  }).toPass({ timeout: 20_000 });
