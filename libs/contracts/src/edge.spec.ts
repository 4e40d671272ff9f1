import { describe, expect, it } from 'vitest';
import { edgeTarget } from './edge.ts';

describe('edgeTarget', () => {
  it.each([
    ['/', 'web'],
    ['/watch/abc', 'web'],
    ['/auth/login', 'auth'],
    ['/videos', 'catalog'],
    ['/videos/abc', 'catalog'],
    ['/videos/metadata', 'catalog'],
    ['/videos/upload', 'upload'],
    ['/videos/upload/abc/parts', 'upload'],
    ['/videos/uploads', 'catalog'],
    ['/videosomething', 'web'],
    ['/users/me/videos', 'catalog'],
    ['/transcodes/abc/master.m3u8', 'transcode'],
    ['/media/abc/x.m4s', 'media'],
    ['/internal/transcodes/tasks/x/claim', 'web'],
  ])('%s goes to %s', (path, target) => {
    expect(edgeTarget(path)).toBe(target);
  });
});
