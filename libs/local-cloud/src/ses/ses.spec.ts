import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sesConformance } from '../conformance/ses.ts';
import { codeMail } from './code-mail.ts';
import type { Ses } from './ses.ts';
import { createSes } from './ses.ts';

const FROM = 'no-reply@matinee.localhost';
let directory: string;
let ses: Ses;
let url: string;

async function start(): Promise<string> {
  ses = createSes({ file: join(directory, 'mail.sqlite'), now: () => Date.UTC(2026, 0, 2, 3, 4, 5) });
  ({ url } = await ses.listen(0));
  return url;
}

const begin = async () => {
  directory = mkdtempSync(join(tmpdir(), 'ses-'));
  await start();
};
const end = async () => {
  await ses.close();
  rmSync(directory, { recursive: true, force: true });
};

describe('conformance', () => {
  afterAll(end);
  sesConformance(async () => {
    await begin();
    return {
      region: 'us-east-1',
      endpoint: url,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local-secret' },
      from: FROM,
      to: 'success@simulator.amazonses.com',
    };
  });
});

describe('caught mail', () => {
  beforeEach(begin);
  afterEach(end);

  const post = (body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${url}/v2/email/outbound-emails`, {
      method: 'POST',
      headers: { authorization: 'AWS4-HMAC-SHA256 Credential=local/x', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const simple = (change: object = {}) => ({
    FromEmailAddress: FROM,
    Destination: { ToAddresses: ['ada@example.com'] },
    Content: { Simple: { Subject: { Data: 'Hello' }, Body: { Text: { Data: 'Hi.' } } } },
    ...change,
  });

  it('survives a restart, newest first, found by whole address in any case', async () => {
    await ses.deliver(codeMail({ to: 'Ada@Example.com', kind: 'signup', code: '012345' }));
    await ses.deliver(codeMail({ to: 'not-ada@example.com', kind: 'signup', code: '111111' }));
    await post(simple());
    await ses.close();
    await start();
    expect(ses.store.list().map((mail) => mail.to[0])).toEqual([
      'ada@example.com',
      'not-ada@example.com',
      'Ada@Example.com',
    ]);
    const subjects = ses.store.list({ to: 'ADA@example.com' }).map((mail) => mail.subject);
    expect(subjects).toEqual(['Hello', 'Your Matinee code: 012345']);
  });

  it('keeps every recipient and the date', async () => {
    await post(
      simple({ Destination: { ToAddresses: ['a@example.com'], BccAddresses: ['B <b@example.com>'] } }),
    );
    expect(ses.store.list({ to: 'b@example.com' })).toMatchObject([
      { to: ['a@example.com', 'B <b@example.com>'], date: '2026-01-02T03:04:05.000Z', html: '' },
    ]);
  });

  it.each([
    ['no signature', simple(), { authorization: '' }, 403, 'MissingAuthenticationTokenException'],
    ['no JSON', '{', {}, 400, 'SerializationException'],
    ['null', 'null', {}, 400, 'SerializationException'],
    ['a huge body', 'x'.repeat(1_100_000), {}, 400, 'SerializationException'],
    [
      'a line break in the sender',
      simple({ FromEmailAddress: `x\r\nBcc: y <${FROM}>` }),
      {},
      400,
      'BadRequestException',
    ],
    [
      '51 recipients',
      simple({ Destination: { ToAddresses: Array(51).fill('a@b.c') } }),
      {},
      400,
      'BadRequestException',
    ],
    [
      'recipients of another type',
      simple({ Destination: { ToAddresses: 'a@b.c' } }),
      {},
      400,
      'BadRequestException',
    ],
    ['another domain', simple({ FromEmailAddress: 'x@evil-matinee.localhost' }), {}, 400, 'MessageRejected'],
  ])('refuses %s', async (_what, body, headers, status, name) => {
    const response = await post(body, headers);
    expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([status, name]);
    expect(ses.store.list()).toEqual([]);
  });

  it('can be read from the same server', async () => {
    await ses.deliver(codeMail({ to: 'ada@example.com', kind: 'signup', code: '012345' }));
    const response = await fetch(`${url}/__local/mail?to=ada@example.com`, {
      headers: { accept: 'application/json' },
    });
    expect(await response.json()).toMatchObject({ items: [{ to: 'ada@example.com' }] });
  });

  it('has no other operation', async () => {
    expect((await fetch(`${url}/v2/email/account`)).status).toBe(404);
  });
});

describe('a code mail', () => {
  it.each(['signup', 'forgot'] as const)(
    'for %s has the code on its own line and nowhere another number',
    (kind) => {
      const mail = codeMail({ to: 'ada@example.com', kind, code: '004711' });
      expect(mail.text.split('\n')).toContain('004711');
      for (const part of [mail.subject, mail.text, mail.html])
        expect(part.match(/\b\d{6}\b/g)).toEqual(['004711']);
    },
  );
});
