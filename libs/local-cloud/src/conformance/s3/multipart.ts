import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { describe, expect, test } from 'vitest';
import { type Bench, MIB, md5, pattern, refusal } from './bench.ts';

export function multipartConformance(bench: Bench): void {
  const { client, at, put, bucket, prefix, bytesOf, startUpload, part, complete } = bench;

  describe('multipart uploads', () => {
    const first = pattern(5 * MIB);
    const second = pattern(1_000_003);

    test('parts in any order become one object with the ETag of a multipart object', async () => {
      const id = await startUpload('big');
      const parts = await Promise.all([part('big', id, 7, second), part('big', id, 2, first)]);
      const { ETag } = await complete('big', id, parts.reverse());
      const digests = Buffer.concat([first, second].map((bytes) => createHash('md5').update(bytes).digest()));
      expect(ETag).toBe(`"${md5(digests)}-2"`);
      expect((await bytesOf('big')).equals(Buffer.concat([first, second]))).toBe(true);
      const across = await bytesOf('big', `bytes=${first.length - 10}-${first.length + 9}`);
      expect(across.equals(Buffer.concat([first.subarray(-10), second.subarray(0, 10)]))).toBe(true);
    });

    test('the uploader of the SDK round-trips a stream', async () => {
      const body = pattern(11 * MIB + 13);
      const stream = Readable.from([body.subarray(0, 3 * MIB), body.subarray(3 * MIB)], {
        objectMode: false,
      });
      await new Upload({
        client: client(),
        params: { ...at('uploaded'), Body: stream, ContentType: 'video/mp4' },
      }).done();
      const got = await client().send(new GetObjectCommand(at('uploaded')));
      expect(got.ContentType).toBe('video/mp4');
      expect(md5((await got.Body?.transformToByteArray()) ?? new Uint8Array())).toBe(md5(body));
    });

    test('an upload is listed with its parts until it is aborted', async () => {
      const id = await startUpload('listed');
      const parts = [await part('listed', id, 1, second), await part('listed', id, 3, second)];
      await part('listed', id, 3, first.subarray(0, 1000));
      const { Parts } = await client().send(new ListPartsCommand({ ...at('listed'), UploadId: id }));
      expect(Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
        [1, second.length],
        [3, 1000],
      ]);
      expect(Parts?.[0]?.ETag).toBe(parts[0]?.ETag);
      const page = await client().send(new ListPartsCommand({ ...at('listed'), UploadId: id, MaxParts: 1 }));
      expect([page.IsTruncated, page.NextPartNumberMarker]).toEqual([true, '1']);
      const uploads = () =>
        client().send(new ListMultipartUploadsCommand({ Bucket: bucket(), Prefix: prefix() }));
      expect((await uploads()).Uploads?.map(({ UploadId }) => UploadId)).toEqual([id]);
      await client().send(new AbortMultipartUploadCommand({ ...at('listed'), UploadId: id }));
      expect((await uploads()).Uploads).toBeUndefined();
      expect(await refusal(complete('listed', id, parts))).toEqual({ code: 'NoSuchUpload', status: 404 });
    });

    test('wrong parts are refused, and the upload stays usable', async () => {
      const id = await startUpload('wrong');
      const one = await part('wrong', id, 1, first);
      const two = await part('wrong', id, 2, second);
      const three = await part('wrong', id, 3, second);
      const refused = async (parts: { PartNumber: number; ETag?: string }[]) =>
        (await refusal(complete('wrong', id, parts))).code;
      expect(await refused([two, one])).toBe('InvalidPartOrder');
      expect(await refused([one, { ...two, ETag: one.ETag }])).toBe('InvalidPart');
      expect(await refused([one, { PartNumber: 9, ETag: two.ETag }])).toBe('InvalidPart');
      expect(await refused([one, two, three])).toBe('EntityTooSmall');
      await complete('wrong', id, [one, two]);
      expect(await bytesOf('wrong')).toHaveLength(first.length + second.length);
    });

    test('an unknown upload id is refused everywhere', async () => {
      const UploadId = '0'.repeat(52);
      const upload = { ...at('unknown'), UploadId };
      const calls = [
        part('unknown', UploadId, 1, second),
        complete('unknown', UploadId, [{ PartNumber: 1, ETag: '"0"' }]),
        client().send(new ListPartsCommand(upload)),
        client().send(new AbortMultipartUploadCommand(upload)),
      ];
      expect(await Promise.all(calls.map(refusal))).toEqual(
        calls.map(() => ({ code: 'NoSuchUpload', status: 404 })),
      );
    });

    test('completing again gives the same result', async () => {
      const id = await startUpload('again');
      const parts = [await part('again', id, 1, second)];
      const { ETag } = await complete('again', id, parts);
      expect((await complete('again', id, parts)).ETag).toBe(ETag);
    });

    test('a create-only completion does not replace an object', async () => {
      const id = await startUpload('guarded');
      const parts = [await part('guarded', id, 1, second)];
      await put('guarded', 'first');
      expect(await refusal(complete('guarded', id, parts, '*'))).toEqual({
        code: 'PreconditionFailed',
        status: 412,
      });
      expect((await bytesOf('guarded')).toString()).toBe('first');
      await client().send(new AbortMultipartUploadCommand({ ...at('guarded'), UploadId: id }));
    });

    test('an upload created with a checksum algorithm wants the checksum of every part', async () => {
      const created = await client().send(
        new CreateMultipartUploadCommand({ ...at('summed'), ChecksumAlgorithm: 'CRC32' }),
      );
      const upload = { ...at('summed'), UploadId: created.UploadId, PartNumber: 1 };
      expect(await refusal(client().send(new UploadPartCommand({ ...upload, Body: second })))).toMatchObject({
        status: 400,
      });
      const sent = await client().send(
        new UploadPartCommand({ ...upload, Body: second, ChecksumAlgorithm: 'CRC32' }),
      );
      const done = { PartNumber: 1, ETag: sent.ETag };
      expect(await refusal(complete('summed', upload.UploadId ?? '', [done]))).toEqual({
        code: 'InvalidRequest',
        status: 400,
      });
      await client().send(
        new CompleteMultipartUploadCommand({
          ...at('summed'),
          UploadId: created.UploadId,
          MultipartUpload: { Parts: [{ ...done, ChecksumCRC32: sent.ChecksumCRC32 }] },
        }),
      );
      expect(await bytesOf('summed')).toHaveLength(second.length);
    });
  });
}
