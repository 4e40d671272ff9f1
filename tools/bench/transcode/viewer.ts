import { spawnSync } from 'node:child_process';
import { createWriteStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client, WatchedVideo } from '../client.ts';
import { readMaster, readMedia, type Master, type Variant } from './hls.ts';
import type { Made } from './types.ts';

/** How often a viewer asks again: often while a start is measured, rarely afterwards, because asking costs CPU too. */
const POLL_MS = { start: 50, later: 250 };
const START_SECONDS = 5;

/** Somebody who watches one video: asks the catalogue, keeps the cookies that open its media, reads playlists. */
export function createViewer(client: Client, videoKey: string) {
  let cookie = '';

  async function look(): Promise<WatchedVideo> {
    const response = await fetch(`${client.origin}/videos/${videoKey}`, {
      headers: await client.authorization(),
    });
    if (!response.ok) throw new Error(`GET /videos/${videoKey}: ${response.status}`);
    const given = response.headers.getSetCookie();
    if (given.length > 0) cookie = given.map((line) => line.split(';')[0]).join('; ');
    const video = (await response.json()) as WatchedVideo;
    if (video.status === 'failed') throw new Error(`The video failed: ${video.failure?.message}`);
    return video;
  }

  async function read(url: URL): Promise<Buffer | undefined> {
    const response = await fetch(url, { headers: { cookie } });
    return response.ok ? Buffer.from(await response.arrayBuffer()) : undefined;
  }
  const text = async (url: URL) => (await read(url))?.toString('utf8');

  /** The first segment of a media playlist with its init segment, as one file; undefined while there is none. */
  async function firstSegment(playlist: URL): Promise<Buffer | undefined> {
    const media = await text(playlist);
    const { parts, segments } = readMedia(media ?? '');
    if (segments === 0) return undefined;
    const bytes = await Promise.all(parts.slice(0, 2).map((part) => read(new URL(part, playlist))));
    return bytes.every((part) => part !== undefined) ? Buffer.concat(bytes) : undefined;
  }

  async function master(video: WatchedVideo): Promise<{ url: URL; playlist: Master } | undefined> {
    if (!video.playback) return undefined;
    const url = new URL(video.playback.hlsUrl, client.origin);
    const playlist = readMaster((await text(url)) ?? '');
    return playlist.variants.length > 0 ? { url, playlist } : undefined;
  }

  /**
   * Waits until somebody could press play: a master playlist, a first segment of picture and of sound, and a first
   * frame that decodes. @returns the moment (performance.now) at which all of it had been read
   */
  async function untilPlayable(folder: string): Promise<number> {
    const began = performance.now();
    for (;;) {
      const found = await master(await look());
      const first = found?.playlist.variants[0];
      if (found && first) {
        const wanted = [first.uri, ...found.playlist.sounds.slice(0, 1)];
        const parts = await Promise.all(wanted.map((uri) => firstSegment(new URL(uri, found.url))));
        const at = performance.now();
        if (parts.every((part) => part !== undefined) && parts.every((part) => decodes(part, folder)))
          return at;
      }
      await delay(performance.now() - began < START_SECONDS * 1000 ? POLL_MS.start : POLL_MS.later);
    }
  }

  /** Waits for the final state, and tells when it was seen. */
  async function untilReady(): Promise<number> {
    for (;;) {
      if ((await look()).status === 'ready') return performance.now();
      await delay(POLL_MS.later);
    }
  }

  /** Waits until renditions of a codec are offered; undefined when they are not by then (performance.now). */
  async function untilOffered(codec: Variant['codec'], deadline: number): Promise<number | undefined> {
    while (performance.now() < deadline) {
      const found = await master(await look());
      if (found?.playlist.variants.some((variant) => variant.codec === codec)) return performance.now();
      await delay(POLL_MS.later);
    }
    return undefined;
  }

  /** Copies every variant into a file each. Throws when a segment is missing. */
  async function download(folder: string): Promise<Made[]> {
    const found = await master(await look());
    if (!found) throw new Error('A ready video has no master playlist');
    const made: Made[] = [];
    for (const variant of found.playlist.variants)
      made.push(await downloadVariant(variant, found.url, folder));
    return made;
  }

  async function downloadVariant({ uri, height, codec }: Variant, base: URL, folder: string): Promise<Made> {
    const playlist = new URL(uri, base);
    const { parts, complete } = readMedia((await text(playlist)) ?? '');
    if (!complete) throw new Error(`${uri} is not complete`);
    const file = join(folder, `${codec}-${height}.mp4`);
    const output = createWriteStream(file);
    for (const part of parts) {
      const bytes = await read(new URL(part, playlist));
      if (!bytes) throw new Error(`${part} cannot be read`);
      output.write(bytes);
    }
    await new Promise((done) => output.end(() => done(undefined)));
    return { height, codec, file };
  }

  return { untilPlayable, untilReady, untilOffered, download };
}

/** Whether ffmpeg can decode the first frame of a file, picture or sound. */
function decodes(bytes: Buffer, folder: string): boolean {
  const file = join(folder, 'first.mp4');
  writeFileSync(file, bytes);
  const args = [
    '-v',
    'error',
    '-xerror',
    '-i',
    file,
    '-map',
    '0',
    '-frames:v',
    '1',
    '-frames:a',
    '1',
    '-f',
    'null',
    '-',
  ];
  return spawnSync('ffmpeg', args, { timeout: 10_000 }).status === 0;
}
