import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { type Bench, md5, pattern, refusal } from './bench.ts';

export function objectsConformance(bench: Bench): void {
  const { client, at, put, bucket, prefix, bytesOf } = bench;

  describe('objects', () => {
    test('an object comes back with its bytes, type and metadata', async () => {
      const body = pattern(300_000);
      const Metadata = { 'video-key': 'a1' };
      const { ETag } = await put('a b+ü/(1).mp4', body, {
        ContentType: 'video/mp4',
        CacheControl: 'no-store',
        Metadata,
      });
      const got = await client().send(new GetObjectCommand(at('a b+ü/(1).mp4')));
      expect(ETag).toBe(`"${md5(body)}"`);
      expect(got).toMatchObject({
        ETag,
        ContentType: 'video/mp4',
        CacheControl: 'no-store',
        ContentLength: 300_000,
        AcceptRanges: 'bytes',
        Metadata,
      });
      expect(md5((await got.Body?.transformToByteArray()) ?? new Uint8Array())).toBe(md5(body));
    });

    test('HEAD tells the same as GET, without a body', async () => {
      await put('head', 'hello', { ContentType: 'text/plain' });
      const head = await client().send(new HeadObjectCommand(at('head')));
      expect(head).toMatchObject({
        ContentLength: 5,
        ContentType: 'text/plain',
        ETag: `"${md5(Buffer.from('hello'))}"`,
      });
      expect(await refusal(client().send(new HeadObjectCommand(at('absent'))))).toEqual({
        code: 'NotFound',
        status: 404,
      });
    });

    test('an empty object is an object', async () => {
      await put('empty', '', { ContentLength: 0 });
      expect(await bytesOf('empty')).toHaveLength(0);
    });

    test('a stream is stored without its transfer framing', async () => {
      const body = pattern(300_001);
      const stream = Readable.from([body.subarray(0, 70_000), body.subarray(70_000)], {
        objectMode: false,
      });
      await put('stream', stream, { ContentLength: body.length, ChecksumAlgorithm: 'CRC32' });
      const got = await client().send(new GetObjectCommand(at('stream')));
      expect(got.ContentEncoding).toBeUndefined();
      expect(md5((await got.Body?.transformToByteArray()) ?? new Uint8Array())).toBe(md5(body));
    });

    test('the last write wins, and a deleted object is gone', async () => {
      await put('twice', 'one');
      await put('twice', 'two');
      expect((await bytesOf('twice')).toString()).toBe('two');
      await client().send(new DeleteObjectCommand(at('twice')));
      await client().send(new DeleteObjectCommand(at('twice')));
      expect(await refusal(bytesOf('twice'))).toEqual({ code: 'NoSuchKey', status: 404 });
    });

    test('a create-only write does not replace an object', async () => {
      await put('once', 'first', { IfNoneMatch: '*' });
      expect(await refusal(put('once', 'second', { IfNoneMatch: '*' }))).toEqual({
        code: 'PreconditionFailed',
        status: 412,
      });
      expect((await bytesOf('once')).toString()).toBe('first');
    });

    test('a wrong checksum is refused and nothing is stored', async () => {
      expect(await refusal(put('bad', 'hello', { ChecksumCRC32: 'AAAAAQ==' }))).toEqual({
        code: 'BadDigest',
        status: 400,
      });
      const ChecksumSHA256 = createHash('sha256').update('other').digest('base64');
      expect(await refusal(put('bad', 'hello', { ChecksumSHA256 }))).toEqual({
        code: 'BadDigest',
        status: 400,
      });
      expect(await refusal(bytesOf('bad'))).toMatchObject({ code: 'NoSuchKey' });
    });

    test('a key of 1024 bytes is accepted and one more byte is not', async () => {
      const longest = 'k'.repeat(1024 - Buffer.byteLength(prefix()));
      await put(longest, 'x');
      expect(await refusal(put(`${longest}k`, 'x'))).toEqual({ code: 'KeyTooLongError', status: 400 });
    });

    test('a bucket that does not exist says so', async () => {
      const Bucket = `absent-${process.pid}-${Date.now()}`;
      expect(await refusal(client().send(new HeadBucketCommand({ Bucket })))).toEqual({
        code: 'NotFound',
        status: 404,
      });
      expect(await refusal(client().send(new GetObjectCommand({ Bucket, Key: 'x' })))).toEqual({
        code: 'NoSuchBucket',
        status: 404,
      });
      expect(await client().send(new HeadBucketCommand({ Bucket: bucket() }))).toMatchObject({
        $metadata: { httpStatusCode: 200 },
      });
    });
  });
}
