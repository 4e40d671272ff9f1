import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as S3 from '@aws-sdk/client-s3';
import { testCloud } from './test-cloud.ts';

export type TestStore = ReturnType<typeof testStore>;

/** The run's S3, for putting a source in place and looking at what a service wrote. `close()` it in afterAll. */
export function testStore() {
  const { region, credentials, endpoints, resources } = testCloud();
  const client = new S3.S3Client({
    ...{ region, credentials, endpoint: endpoints.s3, forcePathStyle: true },
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
  const media = resources.buckets.media;
  return {
    client,
    /** Stores bytes, or the file at a path given as a URL of file:. */
    put: async (Key: string, content: string | Uint8Array | URL, Bucket: string = media): Promise<void> => {
      const Body = content instanceof URL ? await readFile(content) : content;
      await client.send(new S3.PutObjectCommand({ Bucket, Key, Body }));
    },
    get: async (Key: string, Bucket: string = media): Promise<Buffer> => {
      const { Body } = await client.send(new S3.GetObjectCommand({ Bucket, Key }));
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    },
    /** Keys under a prefix, in S3's order. */
    keys: async (Prefix: string, Bucket: string = media): Promise<string[]> => {
      const found: string[] = [];
      for await (const page of S3.paginateListObjectsV2({ client }, { Bucket, Prefix }))
        found.push(...(page.Contents ?? []).map(({ Key = '' }) => Key));
      return found;
    },
    close: () => client.destroy(),
  };
}

const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** A video key of a spec's own: 24 characters of a-z and 0-9. */
export const newVideoKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(24)), (byte) => alphabet[byte % alphabet.length]).join('');

/** A person of a spec's own. */
export const newPersonId = (): string => randomUUID();
