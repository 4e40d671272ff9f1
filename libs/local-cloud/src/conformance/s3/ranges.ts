import { GetObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { type Bench, pattern, refusal } from './bench.ts';

export function rangesConformance(bench: Bench): void {
  const { client, at, put, presignGet } = bench;

  describe('ranges and conditions', () => {
    const size = 100_000;
    const body = pattern(size);

    test.each([
      ['bytes=0-0', 0, 1],
      ['bytes=0-99', 0, 100],
      ['bytes=99990-', 99_990, size],
      ['bytes=-50', size - 50, size],
      ['bytes=99999-200000', size - 1, size],
      ['bytes=-200000', 0, size],
    ])('%s is answered with exactly those bytes', async (Range, from, to) => {
      await put('ranged', body);
      const got = await client().send(new GetObjectCommand({ ...at('ranged'), Range }));
      expect(got.$metadata.httpStatusCode).toBe(206);
      expect(got.ContentRange).toBe(`bytes ${from}-${to - 1}/${size}`);
      expect(
        Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(body.subarray(from, to)),
      ).toBe(true);
    });

    test.each(['bytes=100000-', 'bytes=100000-100001', 'bytes=-0'])(
      '%s is not satisfiable',
      async (Range) => {
        await put('ranged', body);
        expect(await refusal(client().send(new GetObjectCommand({ ...at('ranged'), Range })))).toEqual({
          code: 'InvalidRange',
          status: 416,
        });
      },
    );

    test('an unchanged object is answered 304', async () => {
      const { ETag } = await put('cached', 'hello');
      const url = await presignGet('cached');
      const same = await fetch(url, { headers: { 'if-none-match': ETag ?? '' } });
      expect([same.status, await same.text(), same.headers.get('etag')]).toEqual([304, '', ETag]);
      expect((await fetch(url, { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
      const since = new Date(Date.now() + 60_000).toUTCString();
      expect((await fetch(url, { headers: { 'if-modified-since': since } })).status).toBe(304);
    });

    test('If-Match of another version is refused', async () => {
      await put('matched', 'hello');
      const call = client().send(new GetObjectCommand({ ...at('matched'), IfMatch: '"0123"' }));
      expect(await refusal(call)).toEqual({ code: 'PreconditionFailed', status: 412 });
    });
  });
}
