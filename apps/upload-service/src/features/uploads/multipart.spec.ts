import { originalKey } from '@matinee/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  failure,
  longFilm,
  partOf,
  send,
  startUploads,
  uploadIdOf,
  type RunningUploads,
} from '../../testing.ts';

let uploads: RunningUploads;
beforeAll(async () => {
  uploads = await startUploads();
});
afterAll(() => uploads.close());

async function begin() {
  const person = uploads.person();
  const upload = await person.started(longFilm);
  const url = (n: number) => upload.multipart.parts[n - 1]!;
  return { person, upload, url, key: originalKey(person.id, upload.videoKey) };
}
type Begun = Awaited<ReturnType<typeof begin>>;

const numbers = async ({ person, upload }: Begun) =>
  (await person.call('GET', upload, '/parts'))
    .json()
    .parts.map(({ partNumber }: { partNumber: number }) => partNumber);

describe('an upload in parts', () => {
  it('takes parts at once and in any order, goes on after a reload, and may be completed twice', async () => {
    const begun = await begin();
    const { person, upload, url, key } = begun;
    expect(await Promise.all([send(url(5), partOf(5, 1)), send(url(3), partOf(3))])).toEqual([200, 200]);

    // Only the token and the key were kept. What is there is not sent again; new URLs are asked for.
    expect(await numbers(begun)).toEqual([3, 5]);
    const missing = await person.call('POST', upload, '/complete');
    expect(failure(missing)).toEqual([409, 'upload_incomplete']);
    expect(missing.json().error.details.map(({ path }: { path: string }) => path)).toEqual([
      'parts/1',
      'parts/2',
      'parts/4',
    ]);
    const answer = await person.call('POST', upload, '/parts', { partNumbers: [4, 1, 2, 2] });
    const { parts } = answer.json();
    expect(parts).toHaveLength(3);
    for (const part of parts) expect(await send(part, partOf(part.partNumber))).toBe(200);

    for (let time = 1; time <= 2; time += 1) {
      const response = await person.call('POST', upload, '/complete');
      expect([response.statusCode, response.json()]).toEqual([
        200,
        { videoKey: upload.videoKey, size: longFilm.size },
      ]);
    }
    expect(await uploads.originals.head(key)).toMatchObject({
      size: longFilm.size,
      contentType: 'video/mp4',
    });
    for (const [index, n] of [1, 2, 3, 4, 5].entries()) {
      const start = index * 16 * 1024 ** 2;
      expect([...(await uploads.originals.read(key, { start, end: start + 1 }))]).toEqual([n]);
    }
    expect(await numbers(begun)).toEqual([1, 2, 3, 4, 5]);
    expect(await send(url(1), partOf(9))).toBe(404);
  });

  it('completes once when asked twice at the same moment', async () => {
    const { person, upload, url } = await begin();
    await Promise.all([1, 2, 3, 4].map((n) => send(url(n), partOf(n))));
    await send(url(5), partOf(5, 1));
    const answers = await Promise.all([1, 2, 3].map(() => person.call('POST', upload, '/complete')));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200]);
  });

  it('takes each part with its own length and number only', async () => {
    const begun = await begin();
    const { url } = begun;
    expect(await send(url(5), partOf(5, 2))).toBe(403);
    expect(await send(url(1), partOf(1, 1))).toBe(403);
    expect(await send({ url: url(5).url.replace('partNumber=5', 'partNumber=4') }, partOf(5, 1))).toBe(403);
    expect(await numbers(begun)).toEqual([]);
  });

  it('refuses URLs for parts that are not in the plan', async () => {
    const { person, upload } = await begin();
    const response = await person.call('POST', upload, '/parts', { partNumbers: [5, 6] });
    expect(failure(response)).toEqual([400, 'invalid_request']);
    expect(response.json().error.details).toEqual([
      { path: 'body/partNumbers/1', message: 'There is no part 6.' },
    ]);
    const many = { partNumbers: Array.from({ length: 101 }, () => 1) };
    expect(failure(await person.call('POST', upload, '/parts', many))).toEqual([400, 'invalid_request']);
    expect(failure(await person.call('POST', upload, '/url'))).toEqual([400, 'invalid_request']);
  });

  it('is not complete with a part of another size', async () => {
    const { person, upload, key } = await begin();
    const wrong = { key, uploadId: uploadIdOf(upload.uploadToken), expiresSeconds: 60, size: 2 };
    expect(await send(await uploads.originals.presignPart({ ...wrong, partNumber: 5 }), partOf(5, 2))).toBe(
      200,
    );
    const response = await person.call('POST', upload, '/complete');
    expect(failure(response)).toEqual([409, 'upload_mismatch']);
    expect(response.json().error.details).toEqual([
      { path: 'parts/5', message: '2 bytes arrived; there should be 1.' },
    ]);
  });

  it('is gone when it is given up, and giving up may be repeated', async () => {
    const { person, upload, url } = await begin();
    await send(url(5), partOf(5, 1));
    for (let time = 1; time <= 2; time += 1) {
      expect((await person.call('DELETE', upload)).statusCode).toBe(204);
    }
    expect(await send(url(5), partOf(5, 1))).toBe(404);
    expect(failure(await person.call('GET', upload, '/parts'))).toEqual([404, 'upload_not_found']);
    expect(failure(await person.call('POST', upload, '/complete'))).toEqual([404, 'upload_not_found']);
  });
});
