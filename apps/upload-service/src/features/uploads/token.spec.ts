import { createHmac } from 'node:crypto';
import { limits, originalKey, type UploadClaims } from '@matinee/contracts';
import { uploadTokens, type App } from '@matinee/service-kit';
import Fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failure, film, startUploads, uploadSpecConfig, type RunningUploads } from '../../testing.ts';

let uploads: RunningUploads;
beforeAll(async () => {
  uploads = await startUploads();
});
afterAll(() => uploads.close());

const routes = [
  ['POST', '/parts', { partNumbers: [1] }],
  ['GET', '/parts', undefined],
  ['POST', '/url', undefined],
  ['POST', '/complete', undefined],
  ['DELETE', '', undefined],
] as const;

describe.each(routes)('%s …%s', (method, path, payload) => {
  it('is for the owner of the upload', async () => {
    const upload = await uploads.person().started(film);
    const stranger = uploads.person();
    expect(failure(await stranger.call(method, upload, path, payload))).toEqual([403, 'upload_not_yours']);
  });

  it('is for the upload of the token', async () => {
    const person = uploads.person();
    const [one, two] = [await person.started(film), await person.started(film)];
    const swapped = { ...one, uploadToken: two.uploadToken };
    expect(failure(await person.call(method, swapped, path, payload))).toEqual([403, 'upload_token_invalid']);
  });

  it('refuses a token that is expired, forged or missing', async () => {
    const person = uploads.person();
    const upload = await person.started(film);
    const claims: UploadClaims = { ...film, ownerId: person.id, videoKey: upload.videoKey };
    const { sign } = await uploadTokens(Fastify() as unknown as App, {
      secret: uploadSpecConfig().UPLOAD_TOKEN_SECRET,
    });
    const past = new Date(Date.now() - (limits.uploadSessionSeconds + 1) * 1_000);
    const [header, body] = upload.uploadToken.split('.');
    const forged = createHmac('sha256', 'guessed').update(`${header}.${body}`).digest('base64url');
    for (const uploadToken of [sign(claims, past), `${header}.${body}.${forged}`, 'x']) {
      const response = await person.call(method, { ...upload, uploadToken }, path, payload);
      expect(failure(response)).toEqual([403, 'upload_token_invalid']);
    }
    const response = await person.call(method, { ...upload, uploadToken: '' }, path, payload);
    expect(failure(response)).toEqual([400, 'invalid_request']);
  });

  it('is for people who are logged in', async () => {
    const { videoKey, uploadToken } = await uploads.person().started(film);
    const response = await uploads.app.inject({
      method,
      url: `/videos/upload/${videoKey}${path}`,
      headers: { 'x-upload-token': uploadToken },
      ...(payload && { payload }),
    });
    expect(failure(response)).toEqual([401, 'unauthenticated']);
  });
});

it('keeps the key of every file below its owner', async () => {
  const person = uploads.person();
  const { videoKey, uploadUrl } = await person.started({ ...film, fileName: '../../other/source.mp4' });
  expect(new URL(uploadUrl).pathname.endsWith(`/${originalKey(person.id, videoKey)}`)).toBe(true);
});
