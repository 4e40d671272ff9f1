import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { VideoEvent } from '@matinee/contracts';
import { createApp, uploadTokens, type UploadTokens } from '@matinee/service-kit';
import { specConfig, specDatabase } from '@matinee/service-kit/testing';
import { createStorage, signMedia } from '@matinee/storage';
import { createTestDatabase, testCloud } from '@matinee/testing';
import { buildApp, type Outside } from './app.ts';
import type { Log } from './background.ts';
import type { CatalogConfig } from './config.ts';
import { createDatabase } from './database.ts';

export const migrations = join(import.meta.dirname, '../prisma/migrations');

/** A database with the service's own tables. Call `drop()` in afterAll. */
export async function catalogDatabase() {
  const { url, drop } = await createTestDatabase('catalog', migrations);
  const db = createDatabase(url);
  return {
    db,
    url,
    async drop() {
      await db.$disconnect();
      await drop();
    },
  };
}
export type CatalogDatabase = Awaited<ReturnType<typeof catalogDatabase>>;

export const newVideoKey = (): string => {
  const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';
  return Array.from(randomBytes(24), (byte) => alphabet[byte % alphabet.length]).join('');
};

/** An event; `type` decides what is plausible, `fields` what the case is about. */
export function videoEvent(
  type: VideoEvent['type'],
  fields: Partial<VideoEvent> & { videoKey: string; ownerId: string; revision: number },
): VideoEvent {
  const key = (name: string) => `${fields.videoKey}/1/${name}`;
  const playable = type === 'video.playable' || type === 'video.transcoded';
  return {
    type,
    eventId: randomUUID(),
    occurredAt: new Date().toISOString(),
    progress: playable ? 0.5 : 0,
    durationSeconds: 12.5,
    width: 1280,
    height: 720,
    posterKey: key('poster.jpg'),
    masterKey: type === 'video.transcoded' ? key('master.m3u8') : null,
    mp4Key: type === 'video.transcoded' ? key('video.mp4') : null,
    heights: playable ? [360, 720] : [],
    medium: 'video',
    warnings: [],
    posterKeys: [key('poster.jpg'), key('2/still.jpg')],
    storyboardKey: playable ? key('storyboard.vtt') : null,
    waveformKey: playable ? key('waveform.json') : null,
    dashKey: type === 'video.transcoded' ? key('manifest.mpd') : null,
    ...(type === 'video.failed' && { failureCode: 'damaged' }),
    ...fields,
  } as VideoEvent;
}

const uploadTokenSecret = 'a secret of at least 32 characters';

let signer: Promise<UploadTokens> | undefined;
const createSigner = async () =>
  uploadTokens(await createApp({ name: 'upload', config: specConfig() }), { secret: uploadTokenSecret });

/** A token as upload-service signs it. */
export async function uploadTokenFor(claims: { videoKey: string; ownerId: string }): Promise<string> {
  const { sign } = await (signer ??= createSigner());
  return sign({ fileName: 'holiday.mp4', contentType: 'video/mp4', size: 1, ...claims });
}

/** Signatures are real; S3 is only named in them. */
const outsideOfSpecs = (): Outside => ({
  mediaSigner: signMedia({
    origin: 'http://localhost:8080',
    keyPairId: testCloud().resources.cdn.keyPairId,
    privateKey: testCloud().resources.cdn.privateKey,
  }),
  storage: createStorage({
    region: testCloud().region,
    endpoint: testCloud().endpoints.s3,
    credentials: testCloud().credentials,
    bucket: testCloud().resources.buckets.media,
  }),
  identity: async ({ id }) => ({ email: `${id}@example.com` }),
  publisher: { publishBatch: async () => [] },
  consumeVideoEvents: () => ({ stop: async () => {}, idle: async () => {}, silentFor: () => 0 }),
});

export const catalogSpecConfig = (
  databaseUrl: string,
  overrides: Partial<CatalogConfig> = {},
): CatalogConfig => {
  const { resources, endpoints } = testCloud();
  return {
    ...specConfig({
      COGNITO_USER_POOL_ID: resources.userPoolId,
      COGNITO_CLIENT_ID: resources.userPoolClientId,
      COGNITO_ENDPOINT: endpoints.cognito,
    }),
    ...specDatabase(databaseUrl, { DATABASE_CONNECTIONS: 5 }),
    S3_ENDPOINT: endpoints.s3,
    SQS_ENDPOINT: endpoints.sqs,
    SNS_ENDPOINT: endpoints.sns,
    MEDIA_BUCKET: resources.buckets.media,
    CATALOG_VIDEO_EVENTS_QUEUE_URL: 'http://unused.example/queue',
    CATALOG_EVENTS_TOPIC_ARN: 'arn:unused',
    UPLOAD_TOKEN_SECRET: uploadTokenSecret,
    MEDIA_KEY_PAIR_ID: resources.cdn.keyPairId,
    MEDIA_PRIVATE_KEY: resources.cdn.privateKey,
    AUTH_URL: 'http://127.0.0.1:1',
    ...overrides,
  };
};

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';
type Call = { as?: string; headers?: Record<string, string>; payload?: object };

type Options = { outside?: Partial<Outside>; config?: Partial<CatalogConfig>; realTokens?: boolean };

/** A service where the Bearer token is the person's id, and the calls that specs make on it. */
export async function buildCatalog(databaseUrl: string, { outside, config, realTokens }: Options = {}) {
  const catalog = await buildApp(
    catalogSpecConfig(databaseUrl, config),
    { ...outsideOfSpecs(), ...outside },
    realTokens ? {} : { verifier: async (token) => ({ id: token, accessToken: token }) },
  );
  const call = (method: Method, url: string, { as, headers, payload }: Call = {}) =>
    catalog.app.inject({
      method,
      url,
      headers: { ...(as && { authorization: `Bearer ${as}` }), ...headers },
      ...(payload && { payload }),
    });
  return {
    ...catalog,
    call,
    /** Describes a video as its owner would. */
    async describe(ownerId: string, fields: object = {}, headers: Record<string, string> = {}, as = ownerId) {
      const videoKey = 'videoKey' in fields ? String(fields.videoKey) : newVideoKey();
      const uploadToken = await uploadTokenFor({ videoKey, ownerId });
      const payload = { videoKey, uploadToken, displayName: 'Holiday', ...fields };
      return call('POST', '/videos/metadata', { as, payload, headers });
    },
  };
}
export type CallableCatalog = Awaited<ReturnType<typeof buildCatalog>>;

/** … on a database of its own. */
export async function startCatalog(options: Options = {}) {
  const database = await catalogDatabase();
  const catalog = await buildCatalog(database.url, options);
  return {
    ...catalog,
    db: database.db,
    url: database.url,
    async close() {
      await catalog.app.close();
      await database.drop();
    },
  };
}
export type RunningCatalog = Awaited<ReturnType<typeof startCatalog>>;

/** Status and code of an answer outside 2xx. */
export const failure = (response: { statusCode: number; json: () => { error: { code: string } } }) => [
  response.statusCode,
  response.json().error.code,
];

/** A logger for background work whose failures are part of the case. */
export const silent: Log = { info: () => {}, warn: () => {}, debug: () => {}, error: () => {} };
