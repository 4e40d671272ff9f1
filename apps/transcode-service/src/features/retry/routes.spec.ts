import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deletedEvent, newVideo, startHarness, uploadedEvent, type Harness } from '../../testing/harness.ts';
import { ffprobe, workUntil } from '../../testing/scripted-worker.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.stop());

const source = { ffprobe: ffprobe({ seconds: 4.5 }), frames: 135, audioSeconds: 5 };

const retry = async (videoKey: string, person?: string) => {
  const answer = await harness.app.inject({
    method: 'POST',
    url: `/transcodes/${videoKey}/retry`,
    headers: person ? { authorization: `Bearer ${person}` } : {},
  });
  return [answer.statusCode, answer.json().error?.code ?? answer.json().status];
};

async function failedVideo(failureCode: string) {
  const video = newVideo();
  await harness.deliver(uploadedEvent({ bucket: harness.config.ORIGINALS_BUCKET, video }));
  await harness.query(`UPDATE jobs SET state = 'failed', failureCode = ? WHERE videoKey = ?`, [
    failureCode,
    video.videoKey,
  ]);
  await harness.query(`UPDATE tasks SET state = 'cancelled' WHERE videoKey = ?`, [video.videoKey]);
  return video;
}

describe('POST /transcodes/{videoKey}/retry', () => {
  test('starts a failed video over from its original, with a new generation', async () => {
    const video = await failedVideo('storage_unavailable');
    const { videoKey, ownerId } = video;
    const [before] = await harness.query<{ revision: number }>(
      'SELECT revision FROM jobs WHERE videoKey = ?',
      [videoKey],
    );
    expect(await retry(videoKey, ownerId)).toEqual([202, 'processing']);
    const [job] = await harness.query<{ revision: number }>('SELECT * FROM jobs WHERE videoKey = ?', [
      videoKey,
    ]);
    expect(job).toMatchObject({ state: 'queued', generation: 2, failureCode: null, progress: 0 });
    expect(job!.revision).toBeGreaterThan(before!.revision);
    await workUntil(harness, source, ['ready'], video);
    const events = await harness.eventsUntil(video, 'video.transcoded');
    expect(events.filter(({ type }) => type === 'video.transcoded')).toHaveLength(1);
  });

  test('starts one new generation when it is asked for five times at once', async () => {
    const { videoKey, ownerId } = await failedVideo('internal');
    const answers = await Promise.all(Array.from({ length: 5 }, () => retry(videoKey, ownerId)));
    expect(answers.filter(([status]) => status === 202)).toHaveLength(1);
    expect(answers.filter(([, code]) => code === 'not_retryable')).toHaveLength(4);
  });

  test('is refused for a failure that trying again cannot mend', async () => {
    const { videoKey, ownerId } = await failedVideo('not_media');
    expect(await retry(videoKey, ownerId)).toEqual([409, 'not_retryable']);
  });

  test('is refused for a video that has not failed', async () => {
    const video = newVideo();
    await harness.deliver(uploadedEvent({ bucket: harness.config.ORIGINALS_BUCKET, video }));
    expect(await retry(video.videoKey, video.ownerId)).toEqual([409, 'not_retryable']);
  });

  test('does not tell a stranger whether the video exists', async () => {
    const { videoKey } = await failedVideo('internal');
    expect(await retry(videoKey, randomUUID())).toEqual([404, 'video_not_found']);
    expect(await retry(newVideo().videoKey, randomUUID())).toEqual([404, 'video_not_found']);
    expect(await retry(videoKey)).toEqual([401, 'unauthenticated']);
  });

  test('does not find a deleted video', async () => {
    const video = await failedVideo('internal');
    await harness.deliver(deletedEvent(video));
    expect(await retry(video.videoKey, video.ownerId)).toEqual([404, 'video_not_found']);
  });
});
