import { openAsBlob, statSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** A person with an API token, doing what other clients do. */
export type Client = Awaited<ReturnType<typeof logInAs>>;

export async function logInAs(origin: string, account: { email: string; password: string }) {
  const call = async <T>(
    method: string,
    path: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<T> => {
    const response = await fetch(`${origin}${path}`, {
      method,
      headers: { ...(body && { 'content-type': 'application/json' }), ...headers },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  const logIn = async () => {
    const session = await call<{ accessToken: string; expiresIn: number }>('POST', '/auth/login', account);
    const authorization = { authorization: `Bearer ${session.accessToken}` };
    return { authorization, oldAt: performance.now() + 500 * session.expiresIn };
  };
  let session = await logIn();
  /** The header of a session that lasts for a while yet: a long run outlives several. */
  const authorization = async () => {
    if (performance.now() > session.oldAt) session = await logIn();
    return session.authorization;
  };
  const authorized = async <T>(
    method: string,
    path: string,
    body?: object,
    headers: Record<string, string> = {},
  ) => call<T>(method, path, body, { ...(await authorization()), ...headers });
  return { origin, authorized, authorization };
}

type Part = { partNumber: number; url: string; headers: Record<string, string> };
type Started = {
  videoKey: string;
  uploadToken: string;
  uploadUrl?: string;
  headers?: Record<string, string>;
  multipart?: { partSize: number; partCount: number; parts: Part[] };
};

const put = async (url: string, headers: Record<string, string>, body: Blob) => {
  const response = await fetch(url, { method: 'PUT', headers, body });
  if (!response.ok) throw new Error(`PUT ${response.status} ${await response.text()}`);
};

/** Uploads a file as the web client does: a single PUT, or parts, several at a time. */
export async function upload(client: Client, file: string, { parallel = 4 } = {}) {
  const size = statSync(file).size;
  const started = await client.authorized<Started>('POST', '/videos/upload', {
    fileName: basename(file),
    contentType: 'video/mp4',
    size,
  });
  const token = { 'x-upload-token': started.uploadToken };
  const blob = await openAsBlob(file);
  if (started.uploadUrl) {
    await put(started.uploadUrl, started.headers ?? {}, blob);
    return started;
  }
  const { partSize, partCount, parts: ready } = started.multipart!;
  let asked = ready.length;
  const more = async () => {
    const partNumbers = Array.from(
      { length: Math.min(20, partCount - asked) },
      (_, index) => asked + index + 1,
    );
    asked += partNumbers.length;
    const path = `/videos/upload/${started.videoKey}/parts`;
    ready.push(...(await client.authorized<{ parts: Part[] }>('POST', path, { partNumbers }, token)).parts);
  };
  const lane = async () => {
    while (ready.length || asked < partCount) {
      if (!ready.length) await more();
      const part = ready.shift();
      if (!part) continue;
      const start = (part.partNumber - 1) * partSize;
      await put(part.url, part.headers, blob.slice(start, start + partSize));
    }
  };
  await Promise.all(Array.from({ length: parallel }, lane));
  await client.authorized('POST', `/videos/upload/${started.videoKey}/complete`, {}, token);
  return started;
}

export type WatchedVideo = {
  status: string;
  playback: { hlsUrl: string } | null;
  failure?: { message: string } | null;
};

/** Asks for a video until it is in one of the wanted states. */
export async function waitForStatus(
  client: Client,
  videoKey: string,
  wanted: string[],
): Promise<WatchedVideo> {
  for (;;) {
    const video = await client.authorized<WatchedVideo>('GET', `/videos/${videoKey}`);
    if (wanted.includes(video.status)) return video;
    if (video.status === 'failed') throw new Error(`The video failed: ${video.failure?.message}`);
    await delay(50);
  }
}
