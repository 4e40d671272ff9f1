import { expect, test } from '@playwright/test';
import { logIn, mailedCode, newAccount, registered } from '../support/people.ts';

test('a wrong password is refused in words, and what was typed stays', async ({ page, request }) => {
  const account = await registered(request);
  await page.goto('/login');
  await page.getByLabel('E-mail').fill(account.email);
  await page.getByLabel('Password', { exact: true }).fill('not the right password');
  await page.getByRole('button', { name: 'Log in' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'Wrong e-mail address or password' })).toBeVisible();
  await expect(page.getByLabel('E-mail')).toHaveValue(account.email);
});

test('a wrong code is refused, a new one can be asked for and works', async ({ page, request }) => {
  const account = newAccount();
  await page.goto('/register');
  await page.getByLabel('E-mail').fill(account.email);
  await page.getByLabel('Password', { exact: true }).fill(account.password);
  await page.getByRole('button', { name: 'Create account' }).click();
  const right = await mailedCode(request, account.email);
  await page.getByLabel('Code').fill(right === '000000' ? '111111' : '000000');
  await page.getByRole('button', { name: 'Confirm' }).click();
  await expect(page.getByText('code is wrong or has expired')).toBeVisible();
  await page.getByLabel('Code').fill(right);
  await page.getByRole('button', { name: 'Confirm' }).click();
  await expect(page).toHaveURL(/\/login/);
});

test('a weak password is explained next to the field', async ({ page }) => {
  await page.goto('/register');
  await page.getByLabel('E-mail').fill(newAccount().email);
  await page.getByLabel('Password', { exact: true }).fill('short');
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByLabel('Password', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByLabel('Password', { exact: true })).toHaveAccessibleDescription(
    /at least 12 characters/i,
  );
  await expect(page.getByLabel('Password', { exact: true })).toBeFocused();
  await expect(page).toHaveURL(/\/register$/);
});

test('a forgotten password is replaced with the mailed code', async ({ page, request }) => {
  const account = await registered(request);
  const replaced = { ...account, password: `${account.password} anew` };
  await page.goto('/forgot-password');
  await page.getByLabel('E-mail').fill(account.email);
  const before = await mailedCode(request, account.email);
  await page.getByRole('button').filter({ hasText: /send/i }).click();
  await expect.poll(() => mailedCode(request, account.email)).not.toBe(before);
  await page.getByLabel('Code').fill(await mailedCode(request, account.email));
  await page.getByLabel('New password', { exact: true }).fill(replaced.password);
  await page
    .getByRole('main')
    .getByRole('button')
    .filter({ hasText: /password/i })
    .last()
    .click();
  await expect(page).toHaveURL(/\/login/);
  await logIn(page, replaced);
});

test('logging out ends the session, and no script ever saw a token', async ({ page, request }) => {
  await logIn(page, await registered(request));
  const visible = await page.evaluate(
    () => document.cookie + JSON.stringify({ ...localStorage, ...sessionStorage }),
  );
  expect(visible).not.toMatch(/eyJ|matinee=/);
  await page.getByRole('button', { name: 'Account' }).click();
  await page
    .getByRole('menuitem', { name: 'Log out' })
    .or(page.getByRole('button', { name: 'Log out' }))
    .click();
  await expect(page.getByRole('link', { name: 'Log in' }).first()).toBeVisible();
  await page.goto('/my-videos');
  await expect(page).toHaveURL(/\/login/);
});
