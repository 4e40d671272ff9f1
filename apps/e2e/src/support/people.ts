import { randomUUID } from 'node:crypto';
import { expect, type APIRequestContext, type Page } from '@playwright/test';

export type Account = { email: string; password: string };

export const newAccount = (): Account => ({
  email: `person-${randomUUID().slice(0, 8)}@example.com`,
  password: `a long enough phrase ${randomUUID().slice(0, 8)}`,
});

/** The newest code that was mailed to an address. */
export async function mailedCode(request: APIRequestContext, email: string): Promise<string> {
  let code: string | undefined;
  await expect(async () => {
    const response = await request.get(`/__local/mail?to=${encodeURIComponent(email)}`, {
      headers: { accept: 'application/json' },
    });
    const { items } = (await response.json()) as { items: { text: string }[] };
    code = /\b\d{6}\b/.exec(items[0]?.text ?? '')?.[0];
    expect(code).toBeDefined();
  }).toPass();
  return code!;
}

/** Registers and confirms over the API: for journeys that are about something else. */
export async function registered(request: APIRequestContext): Promise<Account> {
  const account = newAccount();
  const post = async (path: string, data: object) =>
    expect((await request.post(path, { data })).ok()).toBe(true);
  await post('/auth/register', account);
  await post('/auth/confirm-register', {
    email: account.email,
    code: await mailedCode(request, account.email),
  });
  return account;
}

export async function logIn(page: Page, account: Account): Promise<void> {
  await page.goto('/login');
  await page.getByLabel('E-mail').fill(account.email);
  await page.getByLabel('Password', { exact: true }).fill(account.password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await expect(page.getByRole('link', { name: 'My videos' }).first()).toBeVisible();
}
