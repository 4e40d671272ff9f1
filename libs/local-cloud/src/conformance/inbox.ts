import { setTimeout as delay } from 'node:timers/promises';
import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';

const DEADLINE_MS = 60_000;
const POLL_MS = 1_000;

/**
 * The newest code mailed to `to`, read from a bucket into which an SES receipt rule stores what arrives.
 * Throws when none comes within a minute.
 */
export async function newestCode(inbox: { s3: S3Client; bucket: string; to: string }): Promise<string> {
  const deadline = Date.now() + DEADLINE_MS;
  while (Date.now() < deadline) {
    const code = await find(inbox);
    if (code) return code;
    await delay(POLL_MS);
  }
  throw new Error(`No code for ${inbox.to} arrived in ${inbox.bucket}.`);
}

async function find({ s3, bucket: Bucket, to }: { s3: S3Client; bucket: string; to: string }) {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
  const newestFirst = Contents.sort((a, b) => Number(b.LastModified) - Number(a.LastModified));
  for (const { Key } of newestFirst) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    const mail = (await Body?.transformToString()) ?? '';
    const [headers = '', ...text] = mail.split('\r\n\r\n');
    if (headers.includes(to)) return /\b\d{6}\b/.exec(text.join('\n'))?.[0];
  }
  return undefined;
}
