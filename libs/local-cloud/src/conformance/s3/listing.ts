import {
  DeleteObjectsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
} from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { type Bench } from './bench.ts';

export function listingConformance(bench: Bench): void {
  const { client, put, bucket, prefix } = bench;

  describe('listing', () => {
    const list = (more: Partial<ListObjectsV2CommandInput> = {}) =>
      client().send(new ListObjectsV2Command({ Bucket: bucket(), Prefix: prefix(), ...more }));
    const names = (contents: { Key?: string }[] | undefined): string[] =>
      (contents ?? []).map(({ Key }) => (Key ?? '').slice(prefix().length));

    test('keys come in byte order, page by page, none lost or repeated', async () => {
      const keys = ['B', 'a', 'A-1', '_', 'A1', 'ü', '\u{1F600}', '\uFFEE', 'a/b'];
      await Promise.all(keys.map((name) => put(name, 'x')));
      const seen: string[] = [];
      let ContinuationToken: string | undefined;
      do {
        const page = await list({ MaxKeys: 2, ContinuationToken });
        seen.push(...names(page.Contents));
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken);
      const byBytes = [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      expect(seen).toEqual(byBytes);
      expect(names((await list({ StartAfter: prefix() + 'a' })).Contents)).toEqual(
        byBytes.slice(byBytes.indexOf('a') + 1),
      );
    });

    test('a delimiter folds keys into common prefixes, which count towards the page', async () => {
      await Promise.all(['v1/a', 'v1/b', 'v2/a', 'x', 'v1/c/d'].map((name) => put(name, 'x')));
      const all = await list({ Delimiter: '/' });
      expect(all.CommonPrefixes?.map(({ Prefix }) => Prefix)).toEqual([prefix() + 'v1/', prefix() + 'v2/']);
      expect([names(all.Contents), all.KeyCount]).toEqual([['x'], 3]);
      const first = await list({ Delimiter: '/', MaxKeys: 1 });
      expect([first.KeyCount, first.IsTruncated]).toEqual([1, true]);
      const rest = await list({ Delimiter: '/', ContinuationToken: first.NextContinuationToken });
      expect(rest.CommonPrefixes?.map(({ Prefix }) => Prefix)).toEqual([prefix() + 'v2/']);
      expect(names(rest.Contents)).toEqual(['x']);
    });

    test('DeleteObjects deletes many keys at once, also absent ones', async () => {
      const keys = Array.from({ length: 25 }, (_, i) => `many/${i}&<>`);
      await Promise.all(keys.map((name) => put(name, 'x')));
      const Objects = [...keys, 'absent'].map((name) => ({ Key: prefix() + name }));
      const { Deleted, Errors } = await client().send(
        new DeleteObjectsCommand({ Bucket: bucket(), Delete: { Objects } }),
      );
      expect([Deleted?.length, Errors]).toEqual([26, undefined]);
      expect((await list()).KeyCount).toBe(0);
    });
  });
}
