import { limits, originalKey } from '@matinee/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failure, film, send, startUploads, type RunningUploads } from '../../testing.ts';

let uploads: RunningUploads;
beforeAll(async () => {
  uploads = await startUploads();
});
afterAll(() => uploads.close());

async function begin() {
  const person = uploads.person();
  const upload = await person.started(film);
  return { person, upload, put: { url: upload.uploadUrl, headers: upload.headers } };
}

describe('an upload in one PUT', () => {
  it('goes from the URL to a complete file, and completing may be repeated', async () => {
    const { person, upload, put } = await begin();
    expect((await person.call('GET', upload, '/parts')).json()).toMatchObject({ partCount: 1, parts: [] });
    expect(await send(put, 'hello')).toBe(200);
    expect((await person.call('GET', upload, '/parts')).json()).toMatchObject({
      ...{ partSize: 5, partCount: 1, size: 5 },
      parts: [{ partNumber: 1, size: 5 }],
    });
    for (let time = 1; time <= 2; time += 1) {
      const response = await person.call('POST', upload, '/complete');
      expect([response.statusCode, response.json()]).toEqual([200, { videoKey: upload.videoKey, size: 5 }]);
    }
  });

  it('takes exactly the announced length and type, once, under its own key', async () => {
    const { person, upload, put } = await begin();
    const { upload: other } = await begin();
    expect(await send(put, 'hello!')).toBe(403);
    expect(await send(put, 'hell')).toBe(403);
    expect(await send({ ...put, headers: { ...put.headers, 'content-type': 'text/html' } }, 'hello')).toBe(
      403,
    );
    expect(await send({ ...put, headers: { 'content-type': 'video/mp4' } }, 'hello')).toBe(403);
    expect(await send({ ...put, url: put.url.replace(upload.videoKey, other.videoKey) }, 'hello')).toBe(403);
    expect(failure(await person.call('POST', upload, '/complete'))).toEqual([409, 'upload_incomplete']);

    expect(await send(put, 'hello')).toBe(200);
    expect(await send(put, 'other')).toBe(412);
    const file = await uploads.originals.read(originalKey(person.id, upload.videoKey));
    expect(Buffer.from(file).toString()).toBe('hello');
  });

  it('gets another URL when the first has expired', async () => {
    const past = await startUploads({}, () => Date.now() - (limits.uploadUrlSeconds + 1) * 1_000);
    const person = past.person();
    const upload = await person.started(film);
    expect(Date.parse(upload.expiresAt)).toBeLessThan(Date.now());
    expect(await send({ url: upload.uploadUrl, headers: upload.headers }, 'hello')).toBe(403);
    await past.close();

    const { uploadUrl, headers } = (await uploads.person(person.id).call('POST', upload, '/url')).json();
    expect(await send({ url: uploadUrl, headers }, 'hello')).toBe(200);
    const response = await uploads.person(person.id).call('POST', upload, '/complete');
    expect(response.statusCode).toBe(200);
  });

  it('has no part URLs', async () => {
    const { person, upload } = await begin();
    const response = await person.call('POST', upload, '/parts', { partNumbers: [1] });
    expect(failure(response)).toEqual([400, 'invalid_request']);
  });

  it('is not complete with a file of another size', async () => {
    const { person, upload } = await begin();
    const key = originalKey(person.id, upload.videoKey);
    await uploads.originals.put(key, 'too long', { contentType: 'video/mp4' });
    expect(failure(await person.call('POST', upload, '/complete'))).toEqual([409, 'upload_mismatch']);
  });

  it('can be given up at any time, which leaves a file that is there', async () => {
    const { person, upload, put } = await begin();
    expect((await person.call('DELETE', upload)).statusCode).toBe(204);
    expect(await send(put, 'hello')).toBe(200);
    expect((await person.call('DELETE', upload)).statusCode).toBe(204);
    expect((await person.call('POST', upload, '/complete')).statusCode).toBe(200);
  });
});
