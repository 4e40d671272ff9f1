import { Session, UploadStarted, Video } from '@matinee/contracts';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ensure, json, SmokeError, type Site } from './smoke-site.ts';

export type Account = { email: string; password: string };

export type Journey = {
  account: Account;
  say: (line: string) => void;
  /** Seconds until the clip must play; workers may have to start from zero. */
  patienceSeconds: number;
};

/** Two seconds, H.264 and AAC, 320x180. */
const clip = join(import.meta.dirname, 'smoke-clip.mp4');

/** The life of a video for one person: log in, upload, watch, delete. The video is private, and removed at the end. */
export async function liveOneVideo(site: Site, { account, say, patienceSeconds }: Journey): Promise<void> {
  const { accessToken } = Session.parse(await (await site.expect(200, '/auth/login', json(account))).json());
  ensure(accessToken !== undefined, 'Logging in gave no access token.');
  const headers = { authorization: `Bearer ${accessToken}` };
  say('logged in');

  const bytes = await readFile(clip);
  const begin = json({ fileName: 'smoke.mp4', contentType: 'video/mp4', size: bytes.byteLength }, headers);
  const started = UploadStarted.parse(await (await site.expect(201, '/videos/upload', begin)).json());
  if (!('uploadUrl' in started)) throw new SmokeError('So small a file was to be sent in parts.');
  const { videoKey, uploadToken } = started;
  const describe = { videoKey, uploadToken, displayName: 'Smoke test', visibility: 'private' };
  await site.expect(201, '/videos/metadata', json(describe, headers));
  const path = `/videos/${videoKey}`;
  const remove = () => site.expect(204, path, { method: 'DELETE', headers });
  try {
    await site.expect(200, started.uploadUrl, { method: 'PUT', headers: started.headers, body: bytes });
    say('uploaded');
    const cookies = await untilPlayable(site, path, headers, patienceSeconds);
    say('playable');
    await watch(site, `/media/${videoKey}/`, cookies);
    say('played');
  } catch (error) {
    // What failed first is the news; a site that is down cannot delete either.
    await remove().catch((more: Error) => say(`not deleted: ${more.message}`));
    throw error;
  }
  await remove();
  await site.expectError(404, 'video_not_found', path, { headers });
  say('deleted');
}

/** @returns the cookie header and the address of the master playlist */
async function untilPlayable(
  site: Site,
  path: string,
  headers: Record<string, string>,
  patienceSeconds: number,
) {
  const deadline = Date.now() + patienceSeconds * 1000;
  for (let status = 'uploading'; ; await delay(1000)) {
    const response = await site.expect(200, path, { headers });
    const video = Video.parse(await response.json());
    status = video.status;
    if (status === 'failed') throw new SmokeError(`The clip was refused: ${video.failure?.message}`);
    if (status === 'ready' && video.playback) {
      const cookie = response.headers.getSetCookie().map((text) => text.split(';')[0]);
      return { cookie: cookie.join('; '), hlsUrl: video.playback.hlsUrl };
    }
    if (Date.now() > deadline)
      throw new SmokeError(`After ${patienceSeconds} s the clip is still ${status}.`);
  }
}

/** Follows the playlists as a player does, down to the first bytes of a segment. */
async function watch(site: Site, folder: string, { cookie, hlsUrl }: { cookie: string; hlsUrl: string }) {
  const master = new URL(hlsUrl, site.origin);
  ensure(master.pathname.startsWith(folder), `The playlist is not below ${folder}.`);
  await site.expect(403, master.href);
  const text = async (url: URL) => (await site.expect(200, url.href, { headers: { cookie } })).text();
  const first = (playlist: string) =>
    playlist.split('\n').find((line) => line && !line.startsWith('#')) ?? '';
  const media = new URL(first(await text(master)), master);
  const playlist = await text(media);
  ensure(playlist.includes('#EXT-X-ENDLIST'), 'The playlist of a finished video has no end.');
  const segment = new URL(first(playlist), media);
  const response = await site.ask(segment.href, { headers: { cookie, range: 'bytes=0-1023' } });
  ensure(response.status === 206, `A segment answered ${response.status} to a range, not 206.`);
  ensure((await response.arrayBuffer()).byteLength === 1024, 'A segment is shorter than its range.');
}
