import { describe, expect, it, vi } from 'vitest';
import { createEmailCache } from './email-cache.ts';

const person = (id: string) => ({ id, accessToken: `token of ${id}` });

describe('addresses', () => {
  it('are asked for once in five minutes', async () => {
    let time = 0;
    const email = vi.fn(async () => 'ada@example.com');
    const emails = createEmailCache({ email }, () => time);
    await emails.of(person('ada'));
    time = 5 * 60_000 - 1;
    expect(await emails.of(person('ada'))).toBe('ada@example.com');
    expect(email.mock.calls).toEqual([['token of ada']]);
    time += 1;
    await emails.of(person('ada'));
    expect(email).toHaveBeenCalledTimes(2);
  });

  it('are not mixed up, not kept when asking failed, and forgotten on request', async () => {
    const email = vi.fn(async (token: string) => `${token.at(-1)}@example.com`);
    const emails = createEmailCache({ email });
    expect(await emails.of(person('a'))).toBe('a@example.com');
    expect(await emails.of(person('b'))).toBe('b@example.com');
    emails.forget('a');
    email.mockRejectedValueOnce(new Error('away'));
    await expect(emails.of(person('a'))).rejects.toThrow('away');
    expect(await emails.of(person('a'))).toBe('a@example.com');
  });

  it('of the ten thousand last people only', async () => {
    const email = vi.fn(async () => 'x@example.com');
    const emails = createEmailCache({ email });
    for (let n = 0; n <= 10_000; n++) await emails.of(person(String(n)));
    email.mockClear();
    await emails.of(person('1'));
    expect(email).not.toHaveBeenCalled();
    await emails.of(person('0'));
    expect(email).toHaveBeenCalledTimes(1);
  });
});
