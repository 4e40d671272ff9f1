import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { upload, waitForStatus, type Client } from './client.ts';
import { cpuSecondsOf, findProcess } from './processes.ts';
import { referenceLadder } from './reference-ladder.ts';
import { root, type Stack } from './stack.ts';

/** 60 s of 1080p30 with grain at a phone's 20 Mbit/s, from the real clip: hard enough to be honest. */
function makeClip(folder: string): string {
  const file = join(folder, 'one-minute-1080p.mp4');
  const source = join(root, 'apps/e2e/media/cars-768x432.mp4');
  const rate = ['-b:v', '20M', '-maxrate', '20M', '-bufsize', '20M'];
  const args = [
    ...['-v', 'error', '-y', '-stream_loop', '2', '-i', source, '-t', '60'],
    ...[
      '-vf',
      'fps=30,scale=1920:1080,noise=alls=8:allf=t',
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      ...rate,
    ],
    ...['-g', '250', '-c:a', 'aac', '-ar', '48000', '-movflags', '+faststart', file],
  ];
  if (spawnSync('ffmpeg', args, { stdio: 'inherit' }).status !== 0)
    throw new Error('The clip could not be made');
  return file;
}

const probe = (file: string): unknown =>
  JSON.parse(
    spawnSync('ffprobe', ['-v', 'error', '-of', 'json', '-show_format', '-show_streams', file], {
      encoding: 'utf8',
    }).stdout,
  );

/** Waits until a player could start: a master playlist whose first rendition lists a segment. */
async function waitForManifest(client: Client, videoKey: string): Promise<void> {
  const { playback } = await waitForStatus(client, videoKey, ['playable', 'ready']);
  const master = new URL(playback!.hlsUrl, client.origin);
  for (;;) {
    const text = await fetchText(master);
    const rendition = text?.split('\n').find((line) => line && !line.startsWith('#'));
    if (rendition && (await fetchText(new URL(rendition, master)))?.includes('.m4s')) return;
    await delay(50);
  }
}

const fetchText = async (url: URL) => {
  const response = await fetch(url);
  return response.ok ? response.text() : undefined;
};

/**
 * The whole ladder of one minute of 1080p: CPU-seconds of the worker and all it started against one ffmpeg process,
 * and seconds from the end of the upload to the first manifest a player can start from, and to the last rung.
 */
export async function benchLadder(stack: Stack, client: Client) {
  const folder = mkdtempSync(join(tmpdir(), 'matinee-bench-'));
  try {
    const file = makeClip(folder);
    const worker = findProcess(stack.process.pid!, 'transcode-service/dist/worker.js');
    const before = cpuSecondsOf(worker);
    const { videoKey, uploadToken } = await upload(client, file);
    const uploaded = performance.now();
    const seconds = () => (performance.now() - uploaded) / 1000;
    await client.authorized('POST', '/videos/metadata', { videoKey, uploadToken, displayName: 'One minute' });
    await waitForManifest(client, videoKey);
    const playable_s = seconds();
    await waitForStatus(client, videoKey, ['ready']);
    const ladder_wall_s = seconds();
    const ladder_cpu_s = cpuSecondsOf(worker) - before;
    const limit_cpu_s = await referenceLadder(file, probe(file));
    return {
      playable_s,
      ladder_wall_s,
      ladder_cpu_s,
      limit_cpu_s,
      ladder_cpu_ratio: ladder_cpu_s / limit_cpu_s,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
