import { randomUUID } from 'node:crypto';
import type { VideoEvent } from '@matinee/contracts';
import { describe, expect, it } from 'vitest';
import { newVideoKey, videoEvent } from '../../testing.ts';
import { noAssets } from './assets.ts';
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

  it('has what else there is of it, as far as this release knows it', () => {
    const fields = { medium: 'audio', warnings: ['partial_source', 'invented_later'] } as const;
    const event = videoEvent('video.playable', { ...of, ...fields, warnings: [...fields.warnings] });
    expect(stateOf(event).assets).toEqual({
      medium: 'audio',
      warnings: ['partial_source'],
      posterKeys: ['poster.jpg', '2/still.jpg'].map((name) => `${of.videoKey}/1/${name}`),
      storyboardKey: `${of.videoKey}/1/storyboard.vtt`,
      waveformKey: `${of.videoKey}/1/waveform.json`,
      dashKey: null,
    });
  });

  it('has nothing else where an event of the release before tells it', () => {
    const { medium, warnings, posterKeys, storyboardKey, waveformKey, dashKey, ...old } = videoEvent(
      'video.transcoded',
      of,
    );
    expect([medium, warnings, posterKeys, storyboardKey, waveformKey, dashKey]).not.toContain(undefined);
    expect(stateOf(old as VideoEvent).assets).toEqual(noAssets);
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
    chosenPosterKey: null,
  };
  const others = {
    medium: 'video',
    heights: [360, 720],
    storyboardUrl: `/media/${of.videoKey}/1/storyboard.vtt`,
    waveformUrl: `/media/${of.videoKey}/1/waveform.json`,
  };
  it.each([
    ['video.processing', null],
    ['video.failed', null],
    [
      'video.playable',
      {
        hlsUrl: `/transcodes/${of.videoKey}/master.m3u8`,
        dashUrl: null,
        complete: false,
        ...others,
      },
    ],
    [
      'video.transcoded',
      {
        hlsUrl: `/media/${of.videoKey}/1/master.m3u8`,
        dashUrl: `/media/${of.videoKey}/1/manifest.mpd`,
        complete: true,
        ...others,
      },
    ],
  ] as const)('after %s', (type, playback) => {
    expect(playbackOf({ ...row, ...stateOf(videoEvent(type, of)) })).toEqual(playback);
  });

  it('of an upload is none', () => {
    expect(playbackOf({ ...row, ...uploadExpired, status: 'uploading' })).toBeNull();
  });
});
