import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newVideo, startHarness, uploadedEvent, type Harness, type Video } from './testing/harness.ts';
import {
  claim,
  complete,
  ffprobe,
  post,
  resultOf,
  stateOf,
  workUntil,
  type Scripted,
} from './testing/scripted-worker.ts';
import type { Claim } from './work/contract.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.stop());

/** Twenty seconds with keyframes at 0, 5, 9, 15 and 19 s, every frame a sample. */
const starts = [0, 150, 270, 450, 570, 600];
const index = { offset: 32, size: 5000, track: 1 };
const source: Scripted = {
  ffprobe: ffprobe({ seconds: 20 }),
  frames: 600,
  audioSeconds: 20,
  passthrough: { index, firstSamples: starts, startFrames: starts },
};

async function uploaded(): Promise<Video> {
  const video = newVideo();
  await harness.deliver(uploadedEvent({ bucket: harness.config.ORIGINALS_BUCKET, video }));
  return video;
}
const waiting = ({ videoKey }: Video) =>
  harness.query<{ id: string; kind: string }>(
    `SELECT id, kind FROM tasks WHERE videoKey = ? AND state = 'pending' ORDER BY createdAt, firstSegment`,
    [videoKey],
  );
/** Claims the first waiting task of a kind. */
async function take(video: Video, kind: string): Promise<Claim> {
  const row = (await waiting(video)).find((task) => task.kind === kind);
  const claimed = row && (await claim(harness, row.id));
  if (!claimed) throw new Error(`No ${kind} waits.`);
  return claimed;
}
const playlist = async ({ videoKey }: Video, name: string) =>
  (await harness.app.inject({ url: `/transcodes/${videoKey}/${name}.m3u8` })).body;
const media = (claims: Claim[], rung: string) => {
  const spec = claims.at(-1)!.spec;
  if (spec.kind !== 'finalize') throw new Error('not the last task');
  return spec.documents.find(({ key }) => key.endsWith(`/${rung}.m3u8`))!.text;
};
const lengths = (text: string) =>
  [...text.matchAll(/#EXTINF:([\d.]+)/g)].map(([, seconds]) => Number(seconds));

describe('a video whose picture is copied', () => {
  test('plays from the first copied segment and a bit of sound, before anything is encoded', async () => {
    const video = await uploaded();
    const probe = await take(video, 'probe');
    await complete(harness, probe, resultOf(probe, source));
    const sound = await take(video, 'audio');
    await complete(harness, sound, resultOf(sound, source));
    const copy = await take(video, 'copy');
    const result = resultOf(copy, source);
    if (result.kind !== 'copy') throw new Error('not a copy');
    const [rendition] = result.renditions;
    expect(await stateOf(harness, video.videoKey)).toBe('encoding');
    const first = [{ ...rendition!, segments: rendition!.segments.slice(0, 1) }];
    const { leaseToken } = copy;
    expect((await post(harness, copy.taskId, 'progress', { leaseToken, renditions: first })).statusCode).toBe(
      200,
    );
    expect(await stateOf(harness, video.videoKey)).toBe('playable');
    expect(lengths(await playlist(video, 'v360'))).toEqual([5]);
  });

  test('has the same boundaries in all its renditions', async () => {
    const video = await uploaded();
    const claims = await workUntil(harness, source, ['ready'], video);
    const expected = [5, 4, 6, 4, 1];
    expect(lengths(media(claims, 'v360'))).toEqual(expected);
    expect(lengths(media(claims, 'v240'))).toEqual(expected);
    const encoded = claims.flatMap(({ spec }) => (spec.kind === 'video' ? spec.rungs : []));
    expect(encoded.map(({ name }) => name)).not.toContain('v360');
  });

  test.each(['before', 'after'])('is encoded when copying fails, %s the analysis is done', async (order) => {
    const video = await uploaded();
    const probe = await take(video, 'probe');
    await complete(harness, probe, resultOf(probe, source));
    const copy = await take(video, 'copy');
    const analysis = await take(video, 'analyze');
    const analyzed = () => complete(harness, analysis, resultOf(analysis, source));
    if (order === 'after') await analyzed();
    const { leaseToken } = copy;
    const result = resultOf(copy, source);
    // One segment was told before the next one turned out to be broken.
    const told =
      'renditions' in result
        ? [{ ...result.renditions[0]!, segments: result.renditions[0]!.segments.slice(0, 1) }]
        : [];
    await post(harness, copy.taskId, 'progress', { leaseToken, renditions: told });
    const failure = { leaseToken, code: 'damaged', retriable: false, detail: 'no picture' };
    expect((await post(harness, copy.taskId, 'fail', failure)).statusCode).toBe(200);
    expect((await waiting(video)).map(({ kind }) => kind)).not.toContain('copy');
    if (order === 'before') await analyzed();
    const claims = await workUntil(harness, source, ['ready'], video);
    const expected = [5, 4, 6, 4, 1];
    expect(lengths(media(claims, 'v360'))).toEqual(expected);
    expect(lengths(media(claims, 'v240'))).toEqual(expected);
    expect(media(claims, 'v360')).not.toContain(copy.prefix);
    const covered = claims
      .flatMap(({ spec }) =>
        spec.kind === 'video' && spec.rungs.some(({ name }) => name === 'v360') ? [spec] : [],
      )
      .flatMap(({ firstSegment, segmentFrames }) => segmentFrames.map((_, at) => firstSegment + at));
    // Nothing is encoded twice.
    expect(covered.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4]);
  });
});
