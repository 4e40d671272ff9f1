import { setTimeout as delay } from 'node:timers/promises';

/** An account to look around with; its password is public, so it exists only on a laptop. */
export const demoAccount = { email: 'demo@matinee.test', password: 'popcorn and velvet seats' };

/** Registers the demo account the way a person would, code from the caught mail included; does nothing the next time. */
export async function ensureDemoAccount(origin: string): Promise<void> {
  const post = (path: string, body: object) =>
    fetch(`${origin}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const { email } = demoAccount;
  if ((await post('/auth/login', demoAccount)).ok) return;
  await post('/auth/register', demoAccount);
  for (let attempt = 0; attempt < 20; attempt++) {
    const code = await mailedCode(origin, email);
    if (code && (await post('/auth/confirm-register', { email, code })).ok) return;
    await delay(100);
  }
  throw new Error('The demo account could not be made.');
}

async function mailedCode(origin: string, email: string): Promise<string | undefined> {
  const mails = await fetch(`${origin}/__local/mail?to=${encodeURIComponent(email)}`, {
    headers: { accept: 'application/json' },
  });
  const { items } = (await mails.json()) as { items: { text: string }[] };
  return /\b\d{6}\b/.exec(items[0]?.text ?? '')?.[0];
}
