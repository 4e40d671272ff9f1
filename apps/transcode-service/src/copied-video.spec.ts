import { mediaPath, originalKey } from '@matinee/contracts';
import { checkHls } from '@matinee/media';
import { eventually } from '@matinee/testing';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newVideo, uploadedEvent, type Harness } from './testing/harness.ts';
import { startWithWorker } from './testing/real-worker.ts';
import type { Plan } from './domain/types.ts';
import { lavfi, withClips } from './worker/spec-clips.ts';
import { friendly, pictures } from './worker/spec-copies.ts';

const clips = withClips();
let harness: Harness;
let worker: ChildProcess;

beforeAll(async () => {
  const stdio = ['ignore', 'ignore', 'inherit'] as const;
  const { directory } = clips;
  ({ harness, worker } = await startWithWorker({ directory, slots: 1, stdio: [...stdio] }));
});
afterAll(async () => {
  worker.kill('SIGTERM');
  if (worker.exitCode === null) await once(worker, 'exit');
  await harness.stop();
});

interface Row {
  state: string;
  failureCode: string | null;
  masterKey: string | null;
  mp4Key: string | null;
  plan: Plan;
}

/** Uploads a file and waits until its video is done. */
async function transcode(bytes: Uint8Array): Promise<Row> {
  const video = newVideo();
  const key = originalKey(video.ownerId, video.videoKey);
  await harness.originals.put(key, bytes, { contentType: 'video/mp4' });
  const etag = (await harness.originals.head(key))?.etag ?? '';
  const bucket = harness.config.ORIGINALS_BUCKET;
  await harness.deliver(uploadedEvent({ bucket, video, etag, size: bytes.byteLength }));
  return eventually(
    async () => {
      const [row] = await harness.query<Row>('SELECT * FROM jobs WHERE videoKey = ?', [video.videoKey]);
      return row && (row.state === 'ready' || row.state === 'failed') && row;
    },
    { timeoutMs: 120_000, intervalMs: 100 },
  );
}
async function media(key: string): Promise<Buffer> {
  const head = await harness.media.head(key);
  return Buffer.from(await harness.media.read(key, { start: 0, end: head!.size }));
}

/** What breaks a rule in a finished video, from its master playlist to the last byte. */
async function problems(masterKey: string): Promise<string[]> {
  const files = new Map<string, Buffer>();
  for await (const { key } of harness.media.list(`${masterKey.split('/')[0]}/`))
    files.set(mediaPath(key), await media(key));
  const bytes = (path: string) => files.get(path);
  return checkHls(mediaPath(masterKey), { bytes, text: (path) => bytes(path)?.toString() });
}

/** A rung of a finished video as its playlist puts it together, and the lengths of its segments in seconds. */
async function rendition(masterKey: string, name: string) {
  const text = (await media(masterKey.replace('master', name))).toString();
  const keys = [...text.matchAll(/(?:URI="|^)\/?([\w/.-]+\.(?:mp4|m4s))/gm)].map(([, uri]) =>
    uri!.replace(/^media\//, ''),
  );
  const lengths = [...text.matchAll(/#EXTINF:([\d.]+)/g)].map(([, seconds]) => Number(seconds));
  const path = clips.path(`${name}.mp4`);
  await writeFile(path, Buffer.concat(await Promise.all(keys.map(media))));
  return { path, lengths };
}
const hashes = async (path: string) => (await pictures(path)).map(({ hash }) => hash);

describe('a video that real workers copy', { timeout: 240_000 }, () => {
  it('shows the very pictures of its source in its top rendition and its MP4, beside encoded ones', async () => {
    // 2.5 s between keyframes: segments of five seconds.
    const clip = await clips.make('up.mp4', ...lavfi('sine=d=12'), ...friendly({ seconds: 12, gop: 75 }));
    const { state, masterKey, mp4Key, plan } = await transcode(clip);
    expect(state).toBe('ready');
    expect(plan).toMatchObject({
      passthrough: { firstSamples: [0, 150, 300, 360] },
      gopSeconds: 2.5,
      reasons: [],
    });
    const master = (await media(masterKey!)).toString();
    expect(master).toContain('RESOLUTION=480x270');
    expect(master).toContain('RESOLUTION=426x240');
    const [copied, encoded] = [await rendition(masterKey!, 'v270'), await rendition(masterKey!, 'v240')];
    expect(copied.lengths).toEqual([5, 5, 2]);
    expect(encoded.lengths).toEqual([5, 5, 2]);
    expect(await problems(masterKey!)).toEqual([]);
    const source = await hashes(clips.path('up.mp4'));
    expect(await hashes(copied.path)).toEqual(source);
    expect((await hashes(encoded.path)).length).toBe(source.length);
    await writeFile(clips.path('done.mp4'), await media(mp4Key!));
    expect(await hashes(clips.path('done.mp4'))).toEqual(source);
  });

  it('is cut at the same places in all renditions, also where its frames come at uneven times', async () => {
    const filters = "select='not(eq(mod(n\\,7)\\,3))'";
    const args = [...friendly({ seconds: 12, filters }), '-fps_mode', 'vfr'];
    const { state, masterKey, plan } = await transcode(await clips.make('uneven.mp4', ...args));
    expect(state).toBe('ready');
    expect(plan.reasons).toEqual([]);
    expect(plan.passthrough).not.toBeNull();
    // RFC 8216 4.3.4.2: the master names the largest rate; here fewer frames than that are shown on average.
    const others = (await problems(masterKey!)).filter((problem) => !problem.includes('FRAME-RATE'));
    expect(others).toEqual([]);
  });

  it('is encoded where its bytes are not what its index says, and nothing of the copy is left in it', async () => {
    const clip = Buffer.from(await clips.make('broken.mp4', ...friendly({ seconds: 12, gop: 75 })));
    // The keyframe of the second segment becomes something else: no player could begin there.
    const second = clip.indexOf(Buffer.from([0x65]), Math.floor(clip.lastIndexOf('moov') * 0.4));
    clip[second] = 0x6c;
    const { state, masterKey, plan } = await transcode(clip);
    expect(state).toBe('ready');
    expect(plan).toMatchObject({ passthrough: null, reasons: ['damaged'] });
    expect(await problems(masterKey!)).toEqual([]);
    const top = await rendition(masterKey!, 'v270');
    expect(top.lengths.reduce((sum, seconds) => sum + seconds, 0)).toBeCloseTo(12, 1);
  });
});
