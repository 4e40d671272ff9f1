import { randomUUID } from 'node:crypto';
import { uploadTokenHeader, type UploadStarted } from '@matinee/contracts';
import { specConfig } from '@matinee/service-kit/testing';
import { createStorage } from '@matinee/storage';
import { testCloud } from '@matinee/testing';
import { buildApp } from './app.ts';
import type { UploadConfig } from './config.ts';

const MiB = 1024 ** 2;
export const film = { fileName: 'film.mp4', contentType: 'video/mp4', size: 5 };
/** Five parts: four of 16 MiB and one of a byte. */
export const longFilm = { ...film, size: 64 * MiB + 1 };
export const partOf = (n: number, size = 16 * MiB) => new Uint8Array(size).fill(n);

export const uploadSpecConfig = (overrides: Partial<UploadConfig> = {}): UploadConfig => ({
  ...specConfig(),
  ORIGINALS_BUCKET: testCloud().resources.buckets.originals,
  S3_ENDPOINT: testCloud().endpoints.s3,
  UPLOAD_TOKEN_SECRET: 'a secret of thirty-two characters',
  RATE_WINDOW_SECONDS: 600,
  UPLOADS_PER_PERSON: 1_000,
  CALLS_PER_PERSON: 1_000,
  ...overrides,
});

/** Both kinds of answers in one type, as a client reads them. */
type Started = {
  videoKey: string;
  uploadToken: string;
  expiresAt: string;
  uploadUrl: string;
  headers: Record<string, string>;
  multipart: Extract<UploadStarted, { multipart: unknown }>['multipart'];
};

/** The service on the run's local S3. An access token is the person's id; `now` is the time of its URLs. */
export async function startUploads(config: Partial<UploadConfig> = {}, now?: () => number) {
  const { region, credentials, endpoints, resources } = testCloud();
  const originals = createStorage({
    region,
    credentials,
    endpoint: endpoints.s3,
    bucket: resources.buckets.originals,
    ...(now && { now }),
  });
  const verifier = async (accessToken: string) => ({ id: accessToken, accessToken });
  const app = await buildApp(uploadSpecConfig(config), { verifier, originals });

  /** Somebody of their own, and the calls they make. */
  function person(id: string = randomUUID()) {
    const authorization = `Bearer ${id}`;
    const start = (payload: object) =>
      app.inject({ method: 'POST', url: '/videos/upload', headers: { authorization }, payload });
    return {
      id,
      start,
      started: async (payload: object) => (await start(payload)).json() as Started,
      call: (
        method: 'GET' | 'POST' | 'DELETE',
        { videoKey, uploadToken }: { videoKey: string; uploadToken: string },
        path = '',
        payload?: object,
      ) =>
        app.inject({
          method,
          url: `/videos/upload/${videoKey}${path}`,
          headers: { authorization, [uploadTokenHeader]: uploadToken },
          ...(payload && { payload }),
        }),
    };
  }
  return { app, originals, person, close: () => app.close() };
}
export type RunningUploads = Awaited<ReturnType<typeof startUploads>>;

/** As a browser sends bytes: with the headers it was given; the length it counts itself. */
export const send = (
  { url, headers = {} }: { url: string; headers?: Record<string, string> },
  body: Uint8Array<ArrayBuffer> | string,
) => fetch(url, { method: 'PUT', headers, body }).then(({ status }) => status);

/** Status and code of an answer outside 2xx. */
export const failure = (response: { statusCode: number; json: () => { error: { code: string } } }) => [
  response.statusCode,
  response.json().error.code,
];

/** S3's id of an upload, as its token says. */
export const uploadIdOf = (uploadToken: string): string =>
  JSON.parse(Buffer.from(uploadToken.split('.')[1]!, 'base64url').toString()).uploadId;
