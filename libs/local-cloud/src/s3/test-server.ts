import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { type S3Options, type S3Server, createS3 } from './server.ts';

export const BUCKET = 'matinee-originals';
export const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local-secret' };

export type TestServer = {
  s3: S3Server;
  dir: string;
  url: string;
  client: S3Client;
  bucket: string;
  /** Number of blob files on disk. */
  blobs(): Promise<number>;
  /** Stops the server and removes its directory. */
  remove(): Promise<void>;
};

/** A client as the product builds it. */
export const clientOf = (endpoint: string, credentials = CREDENTIALS): S3Client =>
  new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    maxAttempts: 1,
  });

/** Makes the client sign with the server's clock. */
export function setClientClock(client: S3Client, now: () => number = Date.now): void {
  client.config.systemClockOffset = now() - Date.now();
}

export async function countBlobs(dir: string): Promise<number> {
  const entries = await readdir(join(dir, 'blobs'), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).length;
}

/** A server on a free port with one bucket, in `dir` or in a directory of its own. */
export async function startTestServer(options: Partial<S3Options> = {}): Promise<TestServer> {
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), 'matinee-s3-')));
  const s3 = createS3({ credentials: { local: 'local-secret' }, ...options, dir });
  const { url } = await s3.listen(0);
  const client = clientOf(url);
  setClientClock(client, options.now);
  await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
  return {
    s3,
    dir,
    url,
    client,
    bucket: BUCKET,
    blobs: () => countBlobs(dir),
    async remove() {
      client.destroy();
      await s3.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
