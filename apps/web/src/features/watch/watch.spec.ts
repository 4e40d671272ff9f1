// @vitest-environment node
import type { Video } from '@matinee/contracts';
import { expect, test, vi } from 'vitest';
import { ApiProblem } from '@/lib/api/problem.ts';
import { linkify } from './linkify.ts';
import { keepPlace } from './place.ts';
import { createRenditions } from './renditions.ts';
import { pollDelay } from './use-video.ts';
import { summary, watchMetadata } from './watch-metadata.ts';

const links = (text: string) => linkify(text).flatMap(({ href }) => href ?? []);

test('addresses become links, the sentence around them stays', () => {
  expect(linkify('See https://example.com/a?b=1, then (http://example.org).')).toEqual([
    { text: 'See ' },
    { text: 'https://example.com/a?b=1', href: 'https://example.com/a?b=1' },
    { text: ', then (' },
    { text: 'http://example.org', href: 'http://example.org/' },
    { text: ').' },
  ]);
});

test.each([
  'javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'ftp://example.com',
  'https://',
  '<a href="x">y</a>',
])('%s stays text', (text) => {
  expect(links(text)).toEqual([]);
  expect(
    linkify(text)
      .map((p) => p.text)
      .join(''),
  ).toBe(text);
});

test('markup around an address ends it', () => {
  expect(links('<https://example.com/"onmouseover=alert(1)>')).toEqual(['https://example.com/']);
});

const delay = (status: Video['status'], failures = 0, error?: unknown) =>
  pollDelay({ status } as Video, error, failures);

test('a video is followed until it is ready, and its cookies are renewed long before they expire', () => {
  expect(delay('processing')).toBe(2000);
  expect(delay('playable')).toBe(2000);
  expect(delay('failed')).toBe(false);
  expect(delay('ready')).toBe(3 * 3600 * 1000);
});

test('a service that fails is asked less and less often', () => {
  expect([1, 2, 3, 9].map((failures) => delay('processing', failures))).toEqual([4000, 8000, 15_000, 15_000]);
});

test('a video that is gone is not asked for any more', () => {
  const gone = new ApiProblem({ code: 'video_not_found', status: 404, message: 'Gone.' });
  expect(delay('processing', 1, gone)).toBe(false);
});

test('a reload keeps position, speed and whether it plays', () => {
  const video = { currentTime: 0, paused: true, ended: false, playbackRate: 1, play: vi.fn(async () => {}) };
  const resume = keepPlace(video, { time: 12, playing: true, rate: 1.5 });
  resume.restore({ seek: true });
  resume.restore({ seek: true });
  expect(video).toMatchObject({ currentTime: 12, playbackRate: 1.5 });
  expect(video.play).toHaveBeenCalledOnce();
});

test('a reload that is reloaded itself before it began keeps the former position', () => {
  const video = { currentTime: 0, paused: true, ended: false, playbackRate: 1, play: async () => {} };
  expect(keepPlace(video, { time: 12, playing: true, rate: 1 }).now()).toEqual({
    time: 12,
    playing: true,
    rate: 1,
  });
});

test('a paused video stays paused', () => {
  const video = { currentTime: 0, paused: true, ended: false, playbackRate: 1, play: vi.fn(async () => {}) };
  keepPlace(video, { time: 3, playing: false, rate: 1 }).restore({ seek: false });
  expect(video.play).not.toHaveBeenCalled();
});

const stream = (...heights: number[]) =>
  ({
    nextLevel: -1,
    currentLevel: -1,
    levels: heights.map((height) => ({ width: height * 2, height, bitrate: height, videoCodec: 'avc1' })),
  }) as unknown as Parameters<ReturnType<typeof createRenditions>['attach']>[0];

test('the chosen quality survives a stream with more rungs', () => {
  const renditions = createRenditions();
  const first = stream(240, 480);
  renditions.attach(first);
  Object.assign(renditions.list, { selectedIndex: 1 });
  expect(first.currentLevel).toBe(1);
  const second = stream(240, 360, 480);
  renditions.attach(second);
  expect(second.currentLevel).toBe(2);
  second.nextLevel = 2;
  Object.assign(renditions.list, { selectedIndex: -1 });
  expect(second.nextLevel).toBe(-1);
  expect([...renditions.list].some((r) => r.selected)).toBe(false);
});

test('two codecs of one size are one choice, which stays with the codec that plays', () => {
  const renditions = createRenditions();
  const both = stream(240, 240, 480, 480);
  Object.assign(both, { loadLevel: 1 });
  both.levels.forEach((level, i) => Object.assign(level, { codecSet: i % 2 ? 'av01' : 'avc1' }));
  renditions.attach(both);
  expect([...renditions.list].map(({ height }) => height)).toEqual([240, 480]);
  Object.assign(renditions.list, { selectedIndex: 1 });
  expect(both.currentLevel).toBe(3);
  renditions.activate(3);
  expect([...renditions.list].map(({ active }) => active)).toEqual([false, true]);
});

const video = {
  displayName: 'A talk',
  description: 'About\n\nqueues.',
  visibility: 'public',
  posterUrl: '/media/p.jpg',
} as Video;

test('the head has title, description and picture', () => {
  expect(watchMetadata(video)).toMatchObject({
    title: 'A talk',
    description: 'About queues.',
    openGraph: { images: ['/media/p.jpg'] },
  });
});

test.each(['unlisted', 'private'] as const)(
  'an %s video is not indexed and shows no picture',
  (visibility) => {
    const head = watchMetadata({ ...video, visibility });
    expect(head.robots).toEqual({ index: false });
    expect(head.openGraph).not.toHaveProperty('images');
  },
);

test('a long description is cut at a word', () => {
  const cut = summary('word '.repeat(100));
  expect(cut.length).toBeLessThanOrEqual(201);
  expect(cut.endsWith('word…')).toBe(true);
});
