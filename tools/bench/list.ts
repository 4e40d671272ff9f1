import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { connect, databaseUrlOf } from './database.ts';
import { findProcess } from './processes.ts';
import { root, type Stack } from './stack.ts';
import { median } from './statistics.ts';

const rows = 100_000;
const load = { connections: 50, duration: 5 };
const rounds = 3;

async function seed(databaseUrl: string): Promise<void> {
  const connection = await connect(databaseUrl);
  const key = (index: number) => index.toString(36).padStart(24, 'bench');
  const uploadTime = (index: number) => new Date(Date.UTC(2025, 0, 1) + index * 100_000);
  const video = (index: number) => [
    key(index),
    `Video number ${index}`,
    uploadTime(index),
    uploadTime(index),
    'someone@example.com',
    '00000000-0000-4000-8000-000000000000',
    'A description of some length, as people write them. '.repeat(4),
    'a-file.mp4',
    `${key(index)}/1/poster.jpg`,
  ];
  for (let start = 0; start < rows; start += 5000)
    await connection.batch(
      `INSERT IGNORE INTO videos (videoKey, displayName, uploadTime, listedAt, email, ownerId, description, fileName, posterKey,
         visibility, status, isTranscoded, progress, durationSeconds, width, height)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'public', 'ready', 1, 1, 61.5, 1920, 1080)`,
      Array.from({ length: 5000 }, (_, offset) => video(start + offset)),
    );
  await connection.end();
}

async function requestsPerSecond(url: string): Promise<number> {
  const result = await autocannon({ url, ...load });
  if (result.non2xx || result.errors)
    throw new Error(`${url}: ${result.non2xx} refused, ${result.errors} failed`);
  return result.requests.average;
}

/** `GET /videos` (20 of 100,000) against a bare Fastify route with the same Prisma query, interleaved; medians. */
export async function benchList(stack: Stack) {
  const databaseUrl = await databaseUrlOf(findProcess(stack.process.pid!, 'catalog-service/dist/main.js'));
  await seed(databaseUrl);
  const bare = spawn(process.execPath, [join(root, 'tools/bench/bare-list.ts')], {
    env: { PATH: process.env.PATH, NODE_ENV: 'production', DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const port = Number(String((await once(bare.stdout, 'data'))[0]));
    const ours: number[] = [];
    const limit: number[] = [];
    for (let round = 0; round < rounds; round++) {
      limit.push(await requestsPerSecond(`http://127.0.0.1:${port}/videos`));
      ours.push(await requestsPerSecond(`http://127.0.0.1:${stack.ports.catalog}/videos`));
    }
    return { list_ratio: median(ours) / median(limit), list_rps: median(ours), bare_rps: median(limit) };
  } finally {
    bare.kill();
  }
}
