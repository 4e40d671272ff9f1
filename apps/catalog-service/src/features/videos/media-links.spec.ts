import { expect, it, vi } from 'vitest';
import { limits } from '@matinee/contracts';
import { createMediaLinks } from './media-links.ts';

const start = Date.parse('2026-11-22T08:15:00Z');
function fixture() {
  const clock = { now: start };
  const signer = {
    url: vi.fn((path: string, expires: Date) => `${path}?${expires.toISOString()}`),
    cookies: vi.fn((videoKey: string, expires: Date) => ({ path: videoKey, expires, values: {} })),
  };
  return { clock, signer, links: createMediaLinks(signer, () => clock.now) };
}

it('signs a picture once within the hour', () => {
  const { clock, signer, links } = fixture();
  const first = links.url('key/poster.jpg');
  clock.now = Date.parse('2026-11-22T08:59:59Z');
  expect(links.url('key/poster.jpg')).toBe(first);
  expect(signer.url).toHaveBeenCalledTimes(1);
  expect(first).toBe('/media/key/poster.jpg?2026-11-22T15:00:00.000Z');
});

it('signs again in the next hour, long before the old link ends', () => {
  const { clock, signer, links } = fixture();
  links.url('key/poster.jpg');
  clock.now = Date.parse('2026-11-22T09:00:00Z');
  expect(links.url('key/poster.jpg')).toContain('T16:00');
  expect(signer.url).toHaveBeenCalledTimes(2);
});

it('gives at least the promised time, at every moment of the hour', () => {
  const { clock, links } = fixture();
  for (let minute = 0; minute < 120; minute++) {
    clock.now = start + minute * 60_000;
    const lives = links.cookies('key').expires.getTime() - clock.now;
    expect(lives).toBeGreaterThanOrEqual(limits.watchUrlSeconds * 1000);
    expect(lives).toBeLessThanOrEqual((limits.watchUrlSeconds + 3600) * 1000);
  }
});

it('does not remember without end', () => {
  const { signer, links } = fixture();
  for (let i = 0; i <= 10_000; i++) links.url(`key-${i}`);
  links.url('key-10000');
  expect(signer.url).toHaveBeenCalledTimes(10_001);
  links.url('key-0');
  expect(signer.url).toHaveBeenCalledTimes(10_002);
});
