import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { errorCode, put, specStorage } from './spec-storage.ts';

const { storage, key } = specStorage();
afterAll(() => storage.close());

const MiB = 1024 ** 2;
const bytes = (size: number, fill: number) => new Uint8Array(size).fill(fill);

async function begin(name: string) {
  const upload = { key: key(name) };
  return { ...upload, uploadId: await storage.createUpload({ ...upload, contentType: 'video/mp4' }) };
}
type Upload = Awaited<ReturnType<typeof begin>>;

async function sendPart(upload: Upload, partNumber: number, body: Uint8Array<ArrayBuffer>) {
  const part = { ...upload, partNumber, size: body.length, expiresSeconds: 60 };
  const { url, headers } = await storage.presignPart(part);
  return put(url, body, headers);
}

describe('an upload in parts', () => {
  it('becomes the object, in the order of the numbers', async () => {
    const upload = await begin('a');
    await Promise.all([sendPart(upload, 2, bytes(10, 2)), sendPart(upload, 1, bytes(5 * MiB, 1))]);
    const parts = await storage.listParts(upload);
    expect(parts?.map(({ partNumber, size }) => [partNumber, size])).toEqual([
      [1, 5 * MiB],
      [2, 10],
    ]);
    expect(await storage.completeUpload(upload, parts!)).toBe('written');
    expect(await storage.head(upload.key)).toMatchObject({ size: 5 * MiB + 10, contentType: 'video/mp4' });
    expect([...(await storage.read(upload.key, { start: 5 * MiB - 1, end: 5 * MiB + 1 }))]).toEqual([1, 2]);
  });

  it('refuses a part of another length', async () => {
    const upload = await begin('b');
    const part = { ...upload, partNumber: 1, size: 10, expiresSeconds: 60 };
    const { url, headers } = await storage.presignPart(part);
    const response = await put(url, bytes(11, 1), headers);
    expect([response.status, await errorCode(response)]).toEqual([403, 'SignatureDoesNotMatch']);
    expect(await storage.listParts(upload)).toEqual([]);
  });

  it('lists more parts than one page holds', async () => {
    const upload = await begin('c');
    const { url } = await storage.presignPart({ ...upload, partNumber: 1, size: 1, expiresSeconds: 60 });
    expect(new URL(url).searchParams.get('partNumber')).toBe('1');
    const count = 1_005;
    for (let from = 1; from <= count; from += 50) {
      const numbers = Array.from({ length: Math.min(50, count - from + 1) }, (_, i) => from + i);
      await Promise.all(numbers.map((partNumber) => sendPart(upload, partNumber, bytes(1, 1))));
    }
    expect(await storage.listParts(upload)).toHaveLength(count);
    await storage.abortUpload(upload);
  });

  it('never replaces an object', async () => {
    const upload = await begin('d');
    await sendPart(upload, 1, bytes(10, 1));
    await storage.put(upload.key, 'first', { contentType: 'video/mp4' });
    expect(await storage.completeUpload(upload, (await storage.listParts(upload))!)).toBe('exists');
    expect((await storage.head(upload.key))?.size).toBe(5);
  });

  it('is not completed with a part that was sent anew since it was listed', async () => {
    const upload = await begin('f');
    await sendPart(upload, 1, bytes(10, 1));
    const listed = (await storage.listParts(upload))!;
    await sendPart(upload, 1, bytes(10, 2));
    expect(await storage.completeUpload(upload, listed)).toBe('changed');
    expect(await storage.completeUpload(upload, (await storage.listParts(upload))!)).toBe('written');
    expect((await storage.read(upload.key))[0]).toBe(2);
  });

  it('is gone after an abort, which may be repeated', async () => {
    const upload = await begin('e');
    await sendPart(upload, 1, bytes(10, 1));
    const parts = (await storage.listParts(upload))!;
    await storage.abortUpload(upload);
    await storage.abortUpload(upload);
    expect(await storage.listParts(upload)).toBeUndefined();
    expect(await storage.completeUpload(upload, parts)).toBe('gone');
    expect((await sendPart(upload, 1, bytes(10, 1))).status).toBe(404);
  });
});

describe('completion that S3 fails after it has begun to answer', () => {
  it('is a failure, and is tried again', async () => {
    const xml = { 'content-type': 'application/xml' };
    let calls = 0;
    const server = createServer((request, response) => {
      request.resume().on('end', () => {
        calls += 1;
        response.writeHead(200, xml);
        if (calls === 1) response.end('<Error><Code>InternalError</Code><Message>Sorry.</Message></Error>');
        else response.end('<CompleteMultipartUploadResult><Key>k</Key></CompleteMultipartUploadResult>');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const faulty = specStorage({ endpoint: `http://127.0.0.1:${port}` }).storage;
    const parts = [{ partNumber: 1, size: 1, etag: '"e"' }];
    expect(await faulty.completeUpload({ key: 'k', uploadId: 'u' }, parts)).toBe('written');
    expect(calls).toBe(2);
    faulty.close();
    server.closeAllConnections();
    server.close();
  });
});
