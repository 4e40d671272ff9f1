// @vitest-environment node
import type { VideoList, VideoSummary } from '@matinee/contracts';
import { expect, test } from 'vitest';
import { appendPage } from './append-page.ts';
import { isTerminal, statusText } from './status.ts';

test.each([
  ['uploading', 0, 'Waiting for the file'],
  ['processing', 0, 'Processing'],
  ['processing', 0.425, 'Processing 42 %'],
  ['playable', 0.999, 'Ready to watch, improving 99 %'],
  ['ready', 1, 'Ready'],
  ['failed', 0.5, 'Failed'],
] as const)('%s at %d reads “%s”', (status, progress, text) => {
  expect(statusText({ status, progress })).toBe(text);
});

test('only ready and failed are the end', () => {
  expect(
    (['uploading', 'processing', 'playable', 'ready', 'failed'] as const).filter((status) =>
      isTerminal({ status }),
    ),
  ).toEqual(['ready', 'failed']);
});

const page = (keys: string[], nextCursor: string | null): VideoList => ({
  items: keys.map((videoKey) => ({ videoKey }) as VideoSummary),
  nextCursor,
});

test('a page goes behind the list, without what is shown already', () => {
  const list = appendPage(page(['a', 'b'], '1'), page(['b', 'c'], null));
  expect(list.items.map((v) => v.videoKey)).toEqual(['a', 'b', 'c']);
  expect(list.nextCursor).toBeNull();
});
