import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  deletedEvent,
  newVideo,
  startHarness,
  uploadedEvent,
  type Harness,
  type Video,
} from './testing/harness.ts';
import { ffprobe, stateOf, workUntil, type Scripted } from './testing/scripted-worker.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.stop());

const context = {
  messageId: '',
  receiveCount: 1,
  signal: new AbortController().signal,
  extend: async () => {},
};
const upload = (video: Video, more: { etag?: string; sequencer?: string } = {}) =>
  harness.handleIntake(uploadedEvent({ bucket: harness.config.ORIGINALS_BUCKET, video, ...more }), context);
const ready = (video: Video) => async () => (await stateOf(harness, video.videoKey)) === 'ready';
const tenSeconds: Scripted = { ffprobe: ffprobe({ seconds: 10 }), frames: 300, audioSeconds: 10 };

describe('the life of a video', () => {
  test('an upload becomes playable and then ready, and every step is told', async () => {
    const video = newVideo();
    await upload(video);
    const claims = await workUntil(harness, tenSeconds, ready(video));
    await harness.relay.drain();
    expect(claims.map(({ spec }) => spec.kind)).toEqual(['probe', 'video', 'audio', 'video', 'finalize']);
    const events = await harness.events(4);
    const byRevision = events.sort((a, b) => a.revision - b.revision);
    expect(byRevision.map(({ type }) => type)).toContain('video.playable');
    expect(byRevision.at(-1)).toMatchObject({
      type: 'video.transcoded',
      videoKey: video.videoKey,
      progress: 1,
      durationSeconds: 10,
      heights: [240, 360],
      width: 640,
      height: 360,
    });
  });
});
void deletedEvent;
