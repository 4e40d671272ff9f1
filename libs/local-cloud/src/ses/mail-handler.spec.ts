import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMailHandler } from './mail-handler.ts';
import type { MailStore } from './store.ts';
import { createMailStore } from './store.ts';

let store: MailStore;
let server: Server;
let url: string;

beforeEach(async () => {
  store = createMailStore(':memory:');
  server = createServer(createMailHandler(store));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/__local/mail`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  store.close();
});

const mail = (to: string, subject = 'Hello') => ({
  from: 'Matinee <no-reply@matinee.localhost>',
  to: [to],
  subject,
  text: 'Watch it at http://localhost:8080/watch/abc?x=1&y=2.',
  html: '<p>Watch it.</p>',
});

describe('the mail page', () => {
  it('answers JSON to programs, newest first, filtered by address', async () => {
    store.save(mail('ada@example.com', 'one'));
    store.save(mail('bob@example.com', 'two'));
    store.save(mail('ada@example.com', 'three'));
    const get = async (query = '') => {
      const response = await fetch(url + query, { headers: { accept: 'application/json' } });
      return ((await response.json()) as { items: Record<string, string>[] }).items;
    };
    expect((await get()).map((item) => item['subject'])).toEqual(['three', 'two', 'one']);
    const [first, ...rest] = await get('?to=ADA%40example.com');
    expect(first).toMatchObject({ ...mail('ada@example.com', 'three'), to: 'ada@example.com' });
    expect(first?.['date']).toMatch(/^\d{4}-\d\d-\d\dT/);
    expect(rest).toHaveLength(1);
    expect(await get('?to=da%40example.com')).toEqual([]);
  });

  it('shows hostile mail without letting it out', async () => {
    const attack = `"><script>alert(1)</script><iframe src=x>' onload=y`;
    store.save({
      from: attack,
      to: [attack],
      subject: attack,
      text: `${attack} javascript:alert(1)`,
      html: attack,
    });
    const response = await fetch(`${url}?to=${encodeURIComponent(attack)}`);
    const page = await response.text();
    const all = await (await fetch(url)).text();
    for (const text of [page, all]) {
      expect(text).not.toContain('<script');
      expect(text).not.toContain('<iframe src');
      expect(text).not.toContain('href="javascript');
    }
    expect(all).toMatch(/<iframe sandbox title="[^"<]*" srcdoc="[^"<]*"><\/iframe>/);
  });

  it('carries a policy under which nothing runs and nothing is fetched', async () => {
    const { headers } = await fetch(url);
    const policy = headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('script-src');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('links addresses in the text of a mail', async () => {
    store.save(mail('ada@example.com'));
    const page = await (await fetch(url)).text();
    expect(page).toContain('href="http://localhost:8080/watch/abc?x=1&amp;y=2"');
  });

  it('only reads', async () => {
    expect((await fetch(url, { method: 'POST' })).status).toBe(405);
  });
});
