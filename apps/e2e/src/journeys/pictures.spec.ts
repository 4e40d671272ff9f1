import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { cars } from '../support/media.ts';
import { logIn, registered } from '../support/people.ts';
import { openMyVideos, play, playsPast, publish, rowOf, untilReady } from '../support/videos.ts';

test('pictures over the scrub bar, and another poster', async ({ page, request }) => {
  await logIn(page, await registered(request));
  await publish(page, cars, 'Many pictures');
  await openMyVideos(page);
  await untilReady(page, 'Many pictures');
  const row = rowOf(page, 'Many pictures');
  const link = (await row.getByRole('link').first().getAttribute('href'))!;

  await test.step('the scrub bar shows the place that the mouse or the keyboard points at', async () => {
    await page.goto(link);
    await play(page);
    await playsPast(page, 0.5);
    const slider = page.getByRole('slider', { name: /seek/i });
    const picture = page.locator('.media-slider-thumbnail img');
    const placeOf = () =>
      picture.evaluate((image: HTMLImageElement) => ({
        file: new URL(image.currentSrc || image.src).pathname,
        part: image.style.transform,
        loaded: image.complete && image.naturalWidth > 0,
      }));
    /** The thumbnail follows the pointer some frames later: wait until it shows another place than `before`. */
    const pointAt = (share: number, before?: unknown) =>
      expect(async () => {
        const box = (await slider.boundingBox())!;
        await page.mouse.move(box.x + box.width * share, box.y + box.height / 2);
        await expect(picture).toBeVisible({ timeout: 2000 });
        const place = await placeOf();
        expect(place).toMatchObject({
          loaded: true,
          file: expect.stringContaining('/storyboard.jpg'),
        });
        expect(place).not.toEqual(before);
      }).toPass({ timeout: 30_000 });
    await pointAt(0.1);
    await pointAt(0.9, await placeOf());

    await page.mouse.move(0, 0);
    await slider.focus();
    await page.keyboard.press('ArrowRight');
    await expect(picture).toBeVisible();
  });

  await test.step('the owner chooses another still by keyboard, and everybody sees it', async () => {
    const posterOf = async () =>
      new URL((await (await request.get(`/videos/${link.split('/').pop()!}`)).json()).posterUrl, 'http://x')
        .pathname;
    const before = await posterOf();
    await openMyVideos(page);
    await row.getByRole('button', { name: 'Edit' }).click();
    const choice = page.getByRole('dialog').getByRole('group', { name: 'Poster' });
    const stills = choice.getByRole('radio');
    await expect(stills.first()).toBeAttached();
    expect(await stills.count()).toBeGreaterThan(1);
    for (const look of [
      { width: 360, colorScheme: 'dark' },
      { width: 1280, colorScheme: 'light' },
    ] as const) {
      await page.setViewportSize({ width: look.width, height: 740 });
      await page.emulateMedia({ colorScheme: look.colorScheme });
      expect((await new AxeBuilder({ page }).include('dialog').analyze()).violations).toEqual([]);
    }
    await choice.getByRole('radio', { checked: true }).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('dialog')).toBeHidden();
    await expect.poll(posterOf).not.toBe(before);
    await expect(row.locator(`img[src*="${await posterOf()}"]`)).toBeVisible();
  });
});
