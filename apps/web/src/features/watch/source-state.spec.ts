// @vitest-environment node
import { expect, test } from 'vitest';
import { mayRenew, noSource, sourceReducer, type SourceState } from './source-state.ts';

const playback = { dashUrl: null, medium: 'video' as const, storyboardUrl: null, waveformUrl: null };
const seen = (heights: number[], hlsUrl = '/master.m3u8') => ({
  type: 'seen' as const,
  video: { playback: { ...playback, hlsUrl, complete: false, heights } },
});
const playing = sourceReducer(noSource, seen([240]));

test('a video without playback has nothing to play', () => {
  expect(sourceReducer(noSource, { type: 'seen', video: { playback: null } })).toBe(noSource);
});

test('the first rung starts the stream', () => {
  expect(playing).toMatchObject({ kind: 'hls', url: '/master.m3u8', rungs: 1, version: 1 });
});

test('more rungs load it again', () => {
  expect(sourceReducer(playing, seen([240, 480]))).toMatchObject({ version: 2, rungs: 2 });
});

test('the same rungs do not, not even under another address', () => {
  expect(sourceReducer(playing, seen([240]))).toBe(playing);
  expect(sourceReducer(playing, seen([240], '/final.m3u8'))).toEqual({ ...playing, url: '/final.m3u8' });
});

test('a broken stream falls back to the MP4, and new rungs do not disturb that', () => {
  const mp4 = sourceReducer(playing, { type: 'failed', watchUrl: 'https://s3/x.mp4' });
  expect(mp4).toMatchObject({ kind: 'mp4', url: 'https://s3/x.mp4', version: 2 });
  expect(sourceReducer(mp4, seen([240, 480]))).toBe(mp4);
});

test('without an MP4, or when that breaks too, it is said', () => {
  expect(sourceReducer(playing, { type: 'failed', watchUrl: null }).kind).toBe('broken');
  const mp4: SourceState = { ...playing, kind: 'mp4' };
  expect(sourceReducer(mp4, { type: 'failed', watchUrl: 'https://s3/x.mp4' }).kind).toBe('broken');
});

test('trying again starts from nothing and loads anew', () => {
  const broken: SourceState = { ...playing, kind: 'broken' };
  const again = sourceReducer(sourceReducer(broken, { type: 'retry' }), seen([240]));
  expect(again).toMatchObject({ kind: 'hls', version: 3 });
});

test('cookies are renewed once per minute, not in a loop', () => {
  const renewed = sourceReducer(playing, { type: 'renewed', now: 1000 });
  expect(renewed.version).toBe(2);
  expect(mayRenew(playing, 0)).toBe(true);
  expect(mayRenew(renewed, 30_000)).toBe(false);
  expect(mayRenew(renewed, 70_000)).toBe(true);
});
