// @vitest-environment node
import type { Video } from '@matinee/contracts';
import { expect, test, vi } from 'vitest';
import { isOverdue, localWishes, readAv1 } from './av1.ts';

const variant = (codecs: string) =>
  `#EXT-X-STREAM-INF:BANDWIDTH=900000,RESOLUTION=640x360,CODECS="${codecs}",AUDIO="audio"\nv360.m3u8\n`;
const playback = (more: object = {}) =>
  ({ hlsUrl: '/media/k/master.m3u8', complete: true, medium: 'video', ...more }) as Video['playback'];
const read = (of: Video['playback'], text = '') =>
  readAv1('k', { getVideo: async () => ({ playback: of }), getText: async () => `#EXTM3U\n${text}` });

test.each([
  [variant('avc1.64001e,mp4a.40.2'), 'open'],
  [variant('avc1.64001e,mp4a.40.2') + variant('av01.0.01M.08,mp4a.40.2'), 'done'],
  [variant('mp4a.40.2, av01.0.01M.08'), 'done'],
  ['#EXT-X-MEDIA:TYPE=AUDIO,NAME="CODECS=av01.0"\n', 'open'],
])('the master playlist tells whether there is AV1', async (text, made) => {
  expect(await read(playback(), text)).toBe(made);
});

test('a video that is not complete is not looked at, and sound has no picture', async () => {
  const text = variant('av01.0.01M.08');
  expect(await read(playback({ complete: false }), text)).toBe('open');
  expect(await read(null, text)).toBe('open');
  expect(await read(playback({ medium: 'audio' }), text)).toBe('impossible');
});

test('a wish is remembered for its video alone, and nothing breaks where nothing can be kept', () => {
  const kept = new Map<string, string>();
  const wishes = localWishes({
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  });
  wishes.write('a', 1000);
  expect([wishes.read('a'), wishes.read('b')]).toEqual([1000, null]);
  wishes.remove('a');
  expect(wishes.read('a')).toBeNull();
  const forbidden = vi.fn(() => {
    throw new Error('forbidden');
  });
  const none = localWishes({ getItem: forbidden, setItem: forbidden, removeItem: forbidden });
  none.write('a', 1000);
  none.remove('a');
  expect(none.read('a')).toBeNull();
});

test('a short video is overdue after a quarter of an hour, a long one after ten times its length', () => {
  const minute = 60_000;
  expect([14, 16].map((passed) => isOverdue(0, passed * minute, 10))).toEqual([false, true]);
  expect([1199, 1201].map((passed) => isOverdue(0, passed * minute, 7200))).toEqual([false, true]);
});
