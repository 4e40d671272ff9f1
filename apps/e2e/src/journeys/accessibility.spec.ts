import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { bunny } from '../support/media.ts';
import { logIn, registered } from '../support/people.ts';
import { openMyVideos, publish, rowOf, untilReady } from '../support/videos.ts';

/** WCAG 2.2 A and AA, and axe's best practices: none may be broken. */
async function expectNoViolations(page: Page, where: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(
    ({ id, nodes }) => `${where}: ${id}: ${nodes.map(({ html }) => html).join(' ')}`,
  );
  expect(found).toEqual([]);
}

const looks = [
  { width: 360, height: 740, colorScheme: 'dark' },
  { width: 1280, height: 800, colorScheme: 'light' },
] as const;

test('every page has no accessibility violations, on a phone and a desktop, dark and light', async ({
  page,
  request,
}) => {
  test.setTimeout(240_000);
  const visit = async (path: string) => {
    for (const { width, height, colorScheme } of looks) {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme });
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expectNoViolations(page, `${path} ${width} ${colorScheme}`);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow, `${path} scrolls sideways at ${width}`).toBeLessThanOrEqual(0);
    }
  };
  for (const path of [
    '/login',
    '/register',
    '/confirm?email=a%40example.com',
    '/forgot-password',
    '/nowhere',
  ])
    await visit(path);

  await logIn(page, await registered(request));
  await publish(page, bunny, 'A bunny');
  await openMyVideos(page);
  await untilReady(page, 'A bunny');
  const watch = await rowOf(page, 'A bunny')
    .getByRole('link', { name: 'A bunny' })
    .first()
    .getAttribute('href');
  for (const path of ['/', '/upload', '/my-videos', '/account', watch!]) await visit(path);
});

test('the keyboard alone logs in', async ({ page, request }) => {
  const account = await registered(request);
  await page.goto('/login');
  await page.getByLabel('E-mail').focus();
  await page.keyboard.type(account.email);
  await page.keyboard.press('Tab');
  await page.keyboard.type(account.password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('link', { name: 'My videos' }).first()).toBeVisible();
});
