import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { UploadClaims, VideoEvent } from '@matinee/contracts';
import { ApiError } from '@matinee/service-kit';
import { specConfig } from '@matinee/service-kit/testing';
import { createStorage, signMedia } from '@matinee/storage';
import { createTestDatabase, testCloud } from '@matinee/testing';
import { buildApp, type Outside } from './app.ts';
import type { CatalogConfig } from './config.ts';
import { createDatabase } from './database.ts';

const migrations = join(import.meta.dirname, '../prisma/migrations');

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
    ...(type === 'video.failed' && { failureCode: 'damaged' }),
    ...fields,
  } as VideoEvent;
}

/** Upload tokens of specs: the claims themselves. */
export const uploadTokenFor = (claims: Partial<UploadClaims>): string =>
  Buffer.from(JSON.stringify(claims)).toString('base64url');

/** Signatures are real; S3 is only named in them. */
const outsideOfSpecs = (): Outside => ({
  verifyUploadToken: (token) => {
    try {
      return JSON.parse(Buffer.from(token, 'base64url').toString()) as UploadClaims;
    } catch (cause) {
      throw new ApiError('upload_token_invalid', { cause });
    }
  },
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
  consumeVideoEvents: () => ({ stop: async () => {}, idle: async () => {} }),
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
    DATABASE_URL: databaseUrl,
    DATABASE_CONNECTIONS: 5,
    S3_ENDPOINT: endpoints.s3,
    SQS_ENDPOINT: endpoints.sqs,
    SNS_ENDPOINT: endpoints.sns,
    MEDIA_BUCKET: resources.buckets.media,
    CATALOG_VIDEO_EVENTS_QUEUE_URL: 'http://unused.example/queue',
    CATALOG_EVENTS_TOPIC_ARN: 'arn:unused',
    UPLOAD_TOKEN_SECRET: 'a secret of at least 32 characters',
    MEDIA_KEY_PAIR_ID: resources.cdn.keyPairId,
    MEDIA_PRIVATE_KEY: resources.cdn.privateKey,
    AUTH_URL: 'http://127.0.0.1:1',
    ...overrides,
  };
};

type Call = { as?: string; headers?: Record<string, string>; payload?: object };

/** A service on a database of its own, where the Bearer token is the person's id. */
export async function startCatalog(
  options: { outside?: Partial<Outside>; config?: Partial<CatalogConfig>; realTokens?: boolean } = {},
) {
  const database = await catalogDatabase();
  const catalog = await buildApp(
    catalogSpecConfig(database.url, options.config),
    { ...outsideOfSpecs(), ...options.outside },
    options.realTokens ? {} : { verifier: async (token) => ({ id: token, accessToken: token }) },
  );
  const { app } = catalog;

  const call = (
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    url: string,
    { as, headers, payload }: Call = {},
  ) =>
    app.inject({
      method,
      url,
      headers: { ...(as && { authorization: `Bearer ${as}` }), ...headers },
      ...(payload && { payload }),
    });

  return {
    ...catalog,
    db: database.db,
    url: database.url,
    call,
    /** Describes a video as its owner would. */
    describe(ownerId: string, fields: object = {}, headers: Record<string, string> = {}, as = ownerId) {
      const videoKey = 'videoKey' in fields ? String(fields.videoKey) : newVideoKey();
      const uploadToken = uploadTokenFor({ videoKey, ownerId, fileName: 'holiday.mp4' });
      const payload = { videoKey, uploadToken, displayName: 'Holiday', ...fields };
      return call('POST', '/videos/metadata', { as, payload, headers });
    },
    async close() {
      await app.close();
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
