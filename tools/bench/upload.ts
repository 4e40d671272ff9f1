import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { environmentOf, findProcess, processTree } from './processes.ts';
import { upload, type Client } from './client.ts';
import { median } from './statistics.ts';
import type { Stack } from './stack.ts';

const bytes = 1024 ** 3;
const rounds = 3;

const residentMb = (pid: number) => processTree(pid)[0]!.residentBytes / 1e6;

/**
 * A 1 GiB file through presigned parts against one plain `curl -T` of the same file to the same S3 stand-in,
 * interleaved. The ratio is that of the medians; above 1 the parts are faster.
 */
export async function benchUpload(stack: Stack, client: Client) {
  const folder = mkdtempSync(join(tmpdir(), 'matinee-bench-'));
  const file = join(folder, 'one-gibibyte.mp4');
  try {
    spawnSync('sh', ['-c', `head -c ${bytes} /dev/urandom > ${file}`]);
    const plainPutUrl = plainUrls(stack);
    const service = findProcess(stack.process.pid!, 'upload-service/dist/main.js');
    const before = residentMb(service);
    const parts: number[] = [];
    const plain: number[] = [];
    for (let round = 0; round < rounds; round++) {
      plain.push(await seconds(async () => curl(file, await plainPutUrl(`plain-${round}`))));
      parts.push(await seconds(() => upload(client, file)));
    }
    return {
      upload_ratio: median(plain) / median(parts),
      upload_mb_s: bytes / 1e6 / median(parts),
      plain_mb_s: bytes / 1e6 / median(plain),
      upload_service_growth_mb: residentMb(service) - before,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Presigned URLs of one plain PUT, signed as the services sign theirs. */
function plainUrls(stack: Stack) {
  const environment = environmentOf(findProcess(stack.process.pid!, 'upload-service/dist/main.js'));
  const { ORIGINALS_BUCKET: bucket = '', S3_ENDPOINT: endpoint = '' } = environment;
  const client = new S3Client({
    ...{ region: 'us-east-1', endpoint, forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' },
    credentials: {
      accessKeyId: environment.AWS_ACCESS_KEY_ID!,
      secretAccessKey: environment.AWS_SECRET_ACCESS_KEY!,
    },
  });
  return (Key: string) =>
    getSignedUrl(client, new PutObjectCommand({ Bucket: bucket, Key }), { expiresIn: 600 });
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

async function curl(file: string, url: string): Promise<void> {
  const { status, stderr } = spawnSync('curl', ['-sS', '--fail', '-T', file, url], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`curl: ${stderr}`);
}
