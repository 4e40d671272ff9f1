import { limits, originalKey, UploadStarted } from '@matinee/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failure, film, longFilm, send, startUploads, type RunningUploads } from '../../testing.ts';

let uploads: RunningUploads;
beforeAll(async () => {
  uploads = await startUploads();
});
afterAll(() => uploads.close());

describe('starting an upload', () => {
  it('answers a URL for one PUT up to 64 MiB', async () => {
    const person = uploads.person();
    const response = await person.start({ ...film, size: limits.singlePutBytes });
    expect(response.statusCode).toBe(201);
    const started = UploadStarted.parse(response.json());
    expect(started).toHaveProperty('uploadUrl');
    const { pathname } = new URL(response.json().uploadUrl);
    expect(pathname).toContain(originalKey(person.id, started.videoKey));
  });

  it('answers a plan of parts above, with the URLs of the first twenty', async () => {
    const response = await uploads.person().start({ ...film, size: limits.uploadBytes });
    const { multipart } = response.json();
    expect(UploadStarted.parse(response.json())).toHaveProperty('multipart');
    expect(multipart).toMatchObject({ partSize: 16 * 1024 ** 2, partCount: 1280 });
    expect(multipart.parts).toHaveLength(20);
  });

  it('answers no more URLs than there are parts', async () => {
    const { multipart } = await uploads.person().started(longFilm);
    expect(multipart.parts.map(({ size }) => size)).toEqual([...Array(4).fill(16 * 1024 ** 2), 1]);
  });

  it('stores the type that was meant, without parameters', async () => {
    const person = uploads.person();
    const { uploadUrl, headers, videoKey } = await person.started({
      ...film,
      contentType: 'Video/QuickTime; x=1',
    });
    expect(await send({ url: uploadUrl, headers }, 'hello')).toBe(200);
    const file = await uploads.originals.head(originalKey(person.id, videoKey));
    expect(file?.contentType).toBe('video/quicktime');
  });

  it.each([
    ['a type that is not uploadable', { contentType: 'text/html' }, 415, 'unsupported_file_type'],
    ['no type and no known extension', { contentType: '', fileName: 'film' }, 415, 'unsupported_file_type'],
    ['more than 20 GiB', { size: limits.uploadBytes + 1 }, 413, 'file_too_large'],
    ['an empty file', { size: 0 }, 400, 'invalid_request'],
    ['a negative size', { size: -1 }, 400, 'invalid_request'],
    ['part of a byte', { size: 1.5 }, 400, 'invalid_request'],
    ['a size as text', { size: '5' }, 400, 'invalid_request'],
    ['a size beyond counting', { size: 1e300 }, 400, 'invalid_request'],
    ['no file name', { fileName: ' ' }, 400, 'invalid_request'],
    ['a file name of two lines', { fileName: 'a\nb.mp4' }, 400, 'invalid_request'],
  ])('refuses %s', async (_, change, status, code) => {
    expect(failure(await uploads.person().start({ ...film, ...change }))).toEqual([status, code]);
  });

  it('names the field that is wrong', async () => {
    const response = await uploads.person().start({ ...film, size: 0 });
    expect(response.json().error.details).toEqual([{ path: 'body/size', message: 'The file is empty.' }]);
  });

  it('is for people who are logged in', async () => {
    const response = await uploads.app.inject({ method: 'POST', url: '/videos/upload', payload: film });
    expect(failure(response)).toEqual([401, 'unauthenticated']);
  });

  it('is limited for each person by themselves', async () => {
    const few = await startUploads({ UPLOADS_PER_PERSON: 2 });
    const [eager, other] = [few.person(), few.person()];
    for (const expected of [201, 201, 429]) {
      expect((await eager.start(film)).statusCode).toBe(expected);
    }
    expect((await other.start(film)).statusCode).toBe(201);
    await few.close();
  });
});
