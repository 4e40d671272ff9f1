import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { recording } from '../support/media.ts';
import { logIn, registered } from '../support/people.ts';
import { openMyVideos, play, playback, playsPast, publish, rowOf, untilReady } from '../support/videos.ts';

test('a recording without a picture gets a cover and a waveform, and is heard', async ({
  page,
  request,
  browser,
  baseURL,
}, info) => {
  await logIn(page, await registered(request));
  await publish(page, recording(info.outputPath(), 20), 'A talk');
  await openMyVideos(page);
  await untilReady(page, 'A talk');
  const link = (await rowOf(page, 'A talk').getByRole('link', { name: 'A talk' }).getAttribute('href'))!;

  const visitor = await (await browser.newContext({ baseURL: baseURL! })).newPage();
  await visitor.goto(link);
  const position = visitor.getByRole('slider', { name: 'Position' });

  await test.step('its cover and its waveform are there', async () => {
    const player = visitor.getByRole('region', { name: 'Audio player: A talk' });
    await expect(visitor.getByTestId('waveform')).toHaveAttribute('data-ready', 'true');
    const width = () =>
      player
        .locator('img')
        .first()
        .evaluate((cover: HTMLImageElement) => cover.naturalWidth);
    await expect.poll(width).toBeGreaterThan(0);
  });

  await test.step('sound comes out, and the waveform follows it', async () => {
    await play(visitor);
    await playsPast(visitor, 1);
    expect(await playback(visitor)).toMatchObject({ paused: false, error: null, width: 0 });
    // Bytes of sound that were decoded: time also passes for a stream without any.
    const decoded = () =>
      visitor
        .getByTestId('video')
        .evaluate(
          (media) =>
            (media as unknown as { webkitAudioDecodedByteCount: number }).webkitAudioDecodedByteCount,
        );
    expect(await decoded()).toBeGreaterThan(0);
    await expect.poll(async () => Number(await position.inputValue())).toBeGreaterThan(1);
  });

  await test.step('a press in the middle of the waveform, and keys, seek', async () => {
    await position.click();
    await expect.poll(async () => (await playback(visitor)).time).toBeGreaterThan(9);
    await visitor.getByTestId('video').evaluate((media: HTMLVideoElement) => media.pause());
    const { time } = await playback(visitor);
    await position.press('ArrowLeft');
    await expect.poll(async () => (await playback(visitor)).time).toBeCloseTo(time - 5, 1);
  });

  for (const { width, height, colorScheme } of [
    { width: 360, height: 740, colorScheme: 'dark' },
    { width: 1280, height: 800, colorScheme: 'light' },
  ] as const)
    await test.step(`it has no accessibility violations at ${width} pixels, ${colorScheme}`, async () => {
      await visitor.setViewportSize({ width, height });
      await visitor.emulateMedia({ colorScheme });
      await visitor.reload();
      await expect(visitor.getByTestId('waveform')).toHaveAttribute('data-ready', 'true');
      const { violations } = await new AxeBuilder({ page: visitor }).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
      const overflow = () => document.documentElement.scrollWidth - window.innerWidth;
      expect(await visitor.evaluate(overflow)).toBeLessThanOrEqual(0);
    });
  await visitor.context().close();
});
