import { randomUUID } from 'node:crypto';
import { testCloud } from '@matinee/testing';
import { createStorage, type StorageOptions } from './storage.ts';

/** A storage on the run's local S3, and a folder of its own in the bucket. */
export function specStorage(options: Partial<StorageOptions> = {}) {
  const { region, credentials, endpoints, resources } = testCloud();
  const storage = createStorage({
    region,
    credentials,
    endpoint: endpoints.s3,
    bucket: resources.buckets.media,
    ...options,
  });
  const folder = `spec/${randomUUID()}/`;
  return { storage, key: (name: string) => `${folder}${name}`, folder };
}

/** As a browser sends it: the headers it was told to send, and a length that it counts itself. */
export const put = (
  url: string,
  body: Uint8Array<ArrayBuffer> | string,
  headers: Record<string, string> = {},
) => fetch(url, { method: 'PUT', body, headers });

/** The code of S3's `<Error>` document. */
export const errorCode = async (response: Response) => /<Code>(.*?)<\/Code>/.exec(await response.text())?.[1];
