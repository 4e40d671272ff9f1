import { parseOriginalKey, VideoKey } from '@matinee/contracts';
import type { Storage } from '@matinee/storage';
import type { Connection } from 'mariadb';

/** How many, and the first of them. */
export type Found = { count: number; first: string[] };
export type ObjectsReport = {
  /** Videos that can be watched. */
  ready: number;
  /** … whose master playlist is not in the bucket: they do not play. */
  readyWithoutMaster: Found;
  /** Tasks without their job, and ready videos that transcode-service does not know. */
  foreignRows: { tasksWithoutJob: number; readyWithoutJob: Found };
  /** Objects under keys without a row: newer than the backup. Nothing is removed. */
  originalsWithoutRow: Found;
  mediaWithoutRow: Found;
};

/** Rows in one query, requests to S3 at a time, names in the report. */
const pageSize = 500;
const atOnce = 16;
const named = 50;

/** Compares rows with the objects they stand for. Reads only. */
export async function compareObjects(
  { catalog, transcode }: Record<'catalog' | 'transcode', Connection>,
  { originals, media }: Record<'originals' | 'media', Storage>,
): Promise<ObjectsReport> {
  const readyWithoutMaster = newFound();
  const readyWithoutJob = newFound();
  let ready = 0;
  for await (const page of readyVideos(catalog)) {
    ready += page.length;
    const known = await knownKeys(
      transcode,
      'jobs',
      page.map(({ videoKey }) => videoKey),
    );
    for (const { videoKey } of page) if (!known.has(videoKey)) add(readyWithoutJob, videoKey);
    await inTurns(page, async ({ videoKey, masterKey }) => {
      if (!masterKey || !(await media.head(masterKey))) add(readyWithoutMaster, videoKey);
    });
  }
  const [orphans] = await transcode.query(
    'SELECT COUNT(*) AS n FROM tasks t LEFT JOIN jobs j USING (videoKey) WHERE j.videoKey IS NULL',
  );
  const isKnown = async (keys: string[]) =>
    new Set([
      ...(await knownKeys(catalog, 'videos', keys)),
      ...(await knownKeys(catalog, 'media', keys)),
      ...(await knownKeys(transcode, 'jobs', keys)),
    ]);
  return {
    ready,
    readyWithoutMaster,
    foreignRows: { tasksWithoutJob: Number(orphans.n), readyWithoutJob },
    originalsWithoutRow: await withoutRow(originals, (key) => parseOriginalKey(key)?.videoKey, isKnown),
    mediaWithoutRow: await withoutRow(media, mediaVideoKey, isKnown),
  };
}

const mediaVideoKey = (key: string): string | undefined => VideoKey.safeParse(key.split('/')[0]).data;

const newFound = (): Found => ({ count: 0, first: [] });
function add(found: Found, name: string): void {
  found.count += 1;
  if (found.first.length < named) found.first.push(name);
}

async function* readyVideos(catalog: Connection) {
  for (let after = ''; ;) {
    const page: { videoKey: string; masterKey: string | null }[] = await catalog.query(
      `SELECT videoKey, masterKey FROM videos WHERE status = 'ready' AND deletedAt IS NULL AND videoKey > ?
       ORDER BY videoKey LIMIT ${pageSize}`,
      [after],
    );
    const last = page.at(-1);
    if (!last) return;
    yield page;
    after = last.videoKey;
  }
}

async function knownKeys(
  connection: Connection,
  table: 'videos' | 'media' | 'jobs',
  keys: readonly string[],
): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const rows: { videoKey: string }[] = await connection.query(
    `SELECT videoKey FROM ${table} WHERE videoKey IN (?)`,
    [keys],
  );
  return new Set(rows.map(({ videoKey }) => videoKey));
}

/** Keys come in byte order, so the objects of one video follow each other. */
async function withoutRow(
  bucket: Storage,
  videoKeyOf: (key: string) => string | undefined,
  known: (keys: string[]) => Promise<Set<string>>,
): Promise<Found> {
  const found = newFound();
  let asked: string[] = [];
  const ask = async () => {
    const rows = await known(asked);
    for (const videoKey of asked) if (!rows.has(videoKey)) add(found, videoKey);
    asked = [];
  };
  for await (const { key } of bucket.list('')) {
    const videoKey = videoKeyOf(key);
    if (videoKey === undefined || videoKey === asked.at(-1)) continue;
    if (asked.length === pageSize) await ask();
    asked.push(videoKey);
  }
  await ask();
  return found;
}

async function inTurns<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const worker = async () => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
