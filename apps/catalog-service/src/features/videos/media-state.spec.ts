import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { newVideoKey, videoEvent } from '../../testing.ts';
import { stateOf, uploadExpired } from './media-state.ts';
import { playbackOf } from './view.ts';

const of = { videoKey: newVideoKey(), ownerId: randomUUID(), revision: 7 };

describe('the state of a video', () => {
  it.each([
    ['video.processing', { progress: 0.25 }, { status: 'processing', progress: 0.25, failureCode: null }],
    ['video.playable', { progress: 0.5 }, { status: 'playable', progress: 0.5, masterKey: null }],
    ['video.transcoded', { progress: 0.99 }, { status: 'ready', progress: 1, heights: [360, 720] }],
    ['video.failed', { failureCode: 'no_space' }, { status: 'failed', failureCode: 'no_space' }],
  ] as const)('after %s', (type, fields, state) => {
    expect(stateOf(videoEvent(type, { ...of, ...fields }))).toMatchObject({ ...state, revision: 7 });
  });

  it('expired is below every event', () => {
    expect(uploadExpired.revision).toBeLessThan(0);
  });
});

describe('playback', () => {
  const row = {
    ...of,
    ...{ displayName: '', uploadTime: new Date(), isTranscoded: false, visibility: 'public' as const },
    ...{ description: '', fileName: '', email: '', idempotencyKey: null, deletedAt: null },
  };
  it.each([
    ['video.processing', null],
    ['video.failed', null],
    [
      'video.playable',
      { hlsUrl: `/transcodes/${of.videoKey}/master.m3u8`, complete: false, heights: [360, 720] },
    ],
    [
      'video.transcoded',
      { hlsUrl: `/media/${of.videoKey}/1/master.m3u8`, complete: true, heights: [360, 720] },
    ],
  ] as const)('after %s', (type, playback) => {
    expect(playbackOf({ ...row, ...stateOf(videoEvent(type, of)) })).toEqual(playback);
  });

  it('of an upload is none', () => {
    expect(playbackOf({ ...row, ...uploadExpired, status: 'uploading' })).toBeNull();
  });
});
