import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lavfi, numberedPicture, withClips, x264 } from './spec-clips.ts';
import { withWorker } from './spec-kit.ts';
import { planVideo, probe } from './spec-plan.ts';
import { runProbeTask } from './tasks/probe.ts';
import { runVideoTask } from './tasks/video.ts';

const clips = withClips();
const worker = withWorker();
const text = (content: string) => new TextEncoder().encode(content);

/** Counts whoever is lured into calling it. */
const lured: string[] = [];
const canary = createServer((request, response) => {
  lured.push(request.url ?? '');
  response.end();
});
let address: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(canary.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => canary.close(resolve)));

async function refusal(bytes: Uint8Array) {
  const source = worker.upload(bytes);
  const probed = runProbeTask(await worker.context({ kind: 'probe', source }));
  await expect(probed).rejects.toMatchObject({ code: 'not_media', retriable: false });
  // Even if it had been planned, no task would follow it.
  const spec = { ...(await planned), source };
  await expect(runVideoTask(await worker.context(spec))).rejects.toMatchObject({ code: 'damaged' });
}
let planned: Promise<Awaited<ReturnType<typeof planVideo>>[number]>;
let film: Uint8Array;
beforeAll(async () => {
  film = await clips.make('film.mp4', ...lavfi(numberedPicture({ rate: '30', seconds: 4 })), ...x264(30));
  planned = planVideo(worker, worker.upload(film), 1).then(([spec]) => spec!);
  await planned;
});

describe('a file that is no film', () => {
  it.each([
    [
      'an HLS playlist of our addresses',
      () => `#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\n${address}/hls.ts\n#EXT-X-ENDLIST\n`,
    ],
    [
      'an HLS playlist of our files',
      () =>
        `#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\nfile://${clips.path('film.mp4')}\n#EXT-X-ENDLIST\n`,
    ],
    ['a list of files to join', () => `ffconcat version 1.0\nfile ${clips.path('film.mp4')}\n`],
    [
      'a DASH manifest',
      () =>
        `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><Period><BaseURL>${address}/dash</BaseURL></Period></MPD>`,
    ],
    [
      'a session description',
      () => 'v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n',
    ],
    ['plain text', () => 'Once upon a time.\n'.repeat(1000)],
    ['a web page', () => `<html><img src="${address}/page"></html>`],
    ['a ZIP archive', () => 'PK\u0003\u0004'.padEnd(4000, 'z')],
  ])('is refused: %s', async (_, content) => {
    await refusal(text(content()));
    expect(lured).toEqual([]);
  });

  it('is refused when it is empty', async () => {
    const source = worker.upload(new Uint8Array());
    await expect(runProbeTask(await worker.context({ kind: 'probe', source }))).rejects.toMatchObject({
      code: 'not_media',
    });
  });
});

describe('a film that is not whole', () => {
  it('without its index is refused', async () => {
    const moov = Buffer.from(film).indexOf('moov');
    await refusal(film.subarray(0, moov));
  });

  it('cut in the middle ends where it ends, and the task says so', async () => {
    const whole = await clips.make(
      'fast.mp4',
      ...lavfi(numberedPicture({ rate: '30', seconds: 8 })),
      ...x264(30),
      '-movflags',
      '+faststart',
    );
    const source = worker.upload(whole.subarray(0, Math.floor(whole.byteLength * 0.6)));
    const [first, second] = await planVideo(worker, source, 1);
    const results = [
      await runVideoTask(await worker.context(first!)),
      await runVideoTask(await worker.context(second!)),
    ];
    const frames = results.map((result) => (result.kind === 'video' ? result.frames : -1));
    expect(frames[0]! + frames[1]!).toBeGreaterThan(60);
    expect(frames[0]! + frames[1]!).toBeLessThan(200);
  });

  it('with flipped bits is shown as far as it can be, or refused, but never believed', async () => {
    for (let seed = 1; seed <= 4; seed += 1) {
      const bytes = Uint8Array.from(film);
      for (let flip = 0; flip < 40; flip += 1)
        bytes[(seed * 7919 + flip * 104_729) % bytes.length]! ^= 1 << (flip % 8);
      const source = worker.upload(bytes);
      const outcome = await probe(worker, source)
        .then(
          async () => runVideoTask(await worker.context({ ...(await planned), source })),
          (error: unknown) => error,
        )
        .catch((error: unknown) => error);
      // Either a verified result or a failure with a code of the catalogue.
      expect(outcome).toEqual(expect.objectContaining({}));
      expect(JSON.stringify(outcome)).toMatch(/"kind":"video"|"code":"(damaged|not_media)"|^\{\}$/);
    }
  });
});

describe('trouble that is not the film', () => {
  it('is told from an end of the film when the storage fails', async () => {
    const source = worker.upload(film);
    worker.store.trouble = () => {
      throw new Error('503');
    };
    const failing = runVideoTask(await worker.context({ ...(await planned), source }));
    await expect(failing).rejects.toMatchObject({ code: 'storage_unavailable', retriable: true });
    worker.store.trouble = () => undefined;
  });

  it('is told when results cannot be stored', async () => {
    const spec = await planned;
    worker.store.trouble = (doing) => {
      if (doing === 'put') throw new Error('503');
    };
    await expect(runVideoTask(await worker.context(spec))).rejects.toMatchObject({
      code: 'storage_unavailable',
    });
    worker.store.trouble = () => undefined;
  });
});
