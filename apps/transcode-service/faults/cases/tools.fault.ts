import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFile } from 'node:fs/promises';
import { eventually } from '@matinee/testing';
import { expect } from 'vitest';
import { of } from '../checker/history.ts';
import { CANARY, paint } from '../harness/clips.ts';
import { fault } from '../harness/fault.ts';
import { longLeases } from '../harness/server.ts';
import { stillRuns } from '../harness/tools.ts';

const FILM = { seconds: 8 };
const patient = { timeoutMs: 60_000 };

/** A disk of 128 KiB: room for a part of one segment. Needs user namespaces (kernel.unprivileged_userns_clone). */
const fullDisk = {
  ownMount: true,
  wrap: (directory: string) => [
    ...['unshare', '--user', '--map-root-user', '--mount', 'sh', '-c'],
    ...['mount -t tmpfs -o size=128k tmpfs "$0" && exec "$@"', directory],
  ],
};

fault(
  'F26',
  'a full disk is noticed although the tool says all is well, and another worker does the work',
  async (stage) => {
    expect(spawnSync('unshare', ['--user', '--map-root-user', '--mount', 'true']).status).toBe(0);
    const full = await stage.addWorker('full', fullDisk);
    const alone = await stage.upload(FILM);
    expect(await stage.until(alone, ['failed'], 150_000)).toMatchObject({ failureCode: 'no_space' });
    expect(full.busy()).toBe(false);
    const shared = await stage.upload(FILM);
    const failures = () => of(stage.recorder, 'api').filter(({ action }) => action === 'fail').length;
    const before = failures();
    await eventually(() => failures() > before, patient);
    await stage.addWorker('roomy');
    await stage.until(shared, ['ready', 'failed'], 90_000);
    expect(await stage.jobOf(shared)).toMatchObject({ state: 'ready' });
    expect(full.running()).toBe(true);
  },
  { workers: [], server: longLeases, timeoutSeconds: 360 },
);

fault(
  'F28',
  'an encoder without memory fails its video with a reason, and the worker lives on',
  async (stage) => {
    const worker = stage.worker('A');
    const { pid } = worker.process();
    worker.tools.break('ffmpeg', 'starve');
    const video = await stage.upload(FILM);
    const job = await stage.until(video, ['ready', 'failed']);
    expect(job).toMatchObject({ state: 'failed', failureCode: 'too_complex' });
    worker.tools.heal();
    const next = await stage.upload(FILM);
    await stage.until(next, ['ready']);
    expect(worker.process().pid).toBe(pid);
  },
);

fault(
  'F29',
  'a tool that hangs is killed, and its video fails with a reason',
  async (stage) => {
    const worker = await stage.addWorker('A', { env: { WORKER_SLOTS: '4' } });
    worker.tools.break('ffmpeg', 'hang');
    const encoded = await stage.upload(FILM);
    await stage.until(encoded, ['encoding']);
    await eventually(() => worker.tools.spawns().some(({ tool }) => tool === 'ffmpeg'), patient);
    worker.tools.break('ffprobe', 'hang');
    const probed = await stage.upload(FILM);
    for (const video of [probed, encoded])
      expect(await stage.until(video, ['failed'], 120_000)).toMatchObject({ failureCode: 'too_complex' });
    await eventually(() => !worker.tools.spawns().some(stillRuns), patient);
  },
  { workers: [], server: longLeases, timeoutSeconds: 240 },
);

/** Bytes of memory that a worker of this size stays below, whatever it is given. */
const MOST_MEMORY = 600 * 1024 * 1024;

fault(
  'F42',
  'files that were made to do harm end as a video or as a reason, and reach nothing',
  async (stage) => {
    const canary = createServer((request, response) => {
      stage.lured.push(request.url ?? '');
      response.end();
    }).listen(0, '127.0.0.1');
    await once(canary, 'listening');
    const address = `http://127.0.0.1:${(canary.address() as AddressInfo).port}`;
    const secret = await paint(CANARY, { seconds: 2 });
    const film = await readFile(await paint('30c030', { seconds: 4 }));
    const playlist = (uri: string) =>
      `#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\n${uri}\n#EXT-X-ENDLIST\n`;
    const flipped = Buffer.from(film);
    for (let at = 2000; at < flipped.length; at += 997) flipped[at]! ^= 0xff;
    const files: [string, Uint8Array | string][] = [
      ['nothing', ''],
      ['text', 'Once upon a time.\n'.repeat(1000)],
      ['a playlist of our addresses', playlist(`${address}/hls.ts`)],
      ['a playlist of our files', playlist(`file://${secret}`)],
      ['a list of files', `ffconcat version 1.0\nfile '${secret}'\n`],
      ['a list of files by name', `ffconcat version 1.0\nfile ${secret.split('/').at(-1)}\n`],
      ['a manifest', `<?xml version="1.0"?><MPD><Period><BaseURL>${address}/dash</BaseURL></Period></MPD>`],
      ['half a film', film.subarray(0, film.length / 2)],
      ['a film with flipped bytes', flipped],
      ['only the head of a film', film.subarray(0, 1500)],
      ['a film with a long tail of zeros', Buffer.concat([film, Buffer.alloc(2_000_000)])],
      ['noise', Uint8Array.from({ length: 200_000 }, (_, i) => (i * 2_654_435_761) >>> 13)],
    ];
    const videos = [];
    for (const [, content] of files) videos.push(await stage.uploadBytes(Buffer.from(content)));
    for (const video of videos) await stage.until(video, ['ready', 'failed'], 90_000);
    const peak = Number(
      /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${stage.worker('A').process().pid}/status`, 'utf8'))?.[1],
    );
    canary.close();
    expect(peak * 1024).toBeLessThan(MOST_MEMORY);
    const ends = await Promise.all(videos.map(stage.jobOf));
    return {
      told: `${ends.filter((job) => job?.state === 'ready').length} ready, ${ends.filter((job) => job?.state === 'failed').length} failed`,
      after: ({ remains }) => {
        for (const colour of Object.values(remains.colours)) expect(colour).not.toMatch(/^f[0-9a-f]8/);
      },
    };
  },
);
