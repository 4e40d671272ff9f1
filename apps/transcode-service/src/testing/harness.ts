import { randomBytes, randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { originalKey, type VideoEvent } from '@matinee/contracts';
import { ApiError } from '@matinee/service-kit';
import { specConfig, specDatabase } from '@matinee/service-kit/testing';
import { createStorage } from '@matinee/storage';
import { connect, createTestDatabase, testCloud, testQueue } from '@matinee/testing';
import { compose } from '../compose.ts';
import type { Config } from '../config.ts';
import type { TaskMessage } from '../work/contract.ts';

export const workerToken = 'a-worker-token-for-specs-0123456789';
export type Harness = Awaited<ReturnType<typeof startHarness>>;

export const newVideo = () => ({
  videoKey: randomBytes(12).toString('hex'),
  ownerId: randomUUID(),
});
export type Video = ReturnType<typeof newVideo>;

/** As a queue hands a message over for the first time. */
const delivery = {
  messageId: '',
  receiveCount: 1,
  signal: new AbortController().signal,
  extend: async () => {},
};

const migrations = fileURLToPath(new URL('../../prisma/migrations', import.meta.url));

/**
 * The server on a database and queues of its own. Nothing happens by itself: relay and sweeper are polled so rarely
 * that a spec sees them only when it asks, and a bearer token is the id of its person.
 */
export async function startHarness(overrides: Partial<Config> = {}) {
  const cloud = testCloud();
  const { credentials, region, endpoints, resources } = cloud;
  const database = await createTestDatabase('transcode', migrations);
  const [intake, fast, bulk, events] = await Promise.all([
    testQueue(),
    testQueue(),
    testQueue(),
    testQueue(),
  ]);
  const config: Config = {
    ...specConfig(),
    ...specDatabase(database.url),
    S3_ENDPOINT: endpoints.s3,
    SQS_ENDPOINT: endpoints.sqs,
    SNS_ENDPOINT: endpoints.sns,
    ORIGINALS_BUCKET: resources.buckets.originals,
    MEDIA_BUCKET: resources.buckets.media,
    TRANSCODE_INTAKE_QUEUE_URL: intake.url,
    TRANSCODE_FAST_QUEUE_URL: fast.url,
    TRANSCODE_BULK_QUEUE_URL: bulk.url,
    VIDEO_EVENTS_TOPIC_ARN: events.topicArn,
    WORKER_TOKEN: workerToken,
    LEASE_SECONDS: 30,
    AV1_PASS: 'on-request',
    SWEEP_SECONDS: 3600,
    REMIND_SECONDS: 60,
    RELAY_SECONDS: 3600,
    ...overrides,
  };
  const service = await compose(config, {
    credentials,
    verifier: async (token) => {
      if (!/^[0-9a-f-]{36}$/.test(token)) throw new ApiError('unauthenticated');
      return { id: token, accessToken: token };
    },
  });
  const sql = await connect(database.url);
  const bucket = (name: string) =>
    createStorage({ region, endpoint: endpoints.s3, credentials, bucket: name });
  const stores = { media: bucket(config.MEDIA_BUCKET), originals: bucket(config.ORIGINALS_BUCKET) };

  return {
    ...service,
    ...stores,
    config,
    queues: { intake, fast, bulk, events },
    /** An event as it arrives on the intake queue. */
    deliver: (event: Parameters<typeof service.handleIntake>[0]) => service.handleIntake(event, delivery),
    /** Rows of a statement, for looking and for turning the clock of a row. */
    query: <Row>(text: string, values: unknown[] = []): Promise<Row[]> => sql.query(text, values),
    /** The events of one video by revision; waits for one of type `last`. Each is given once. */
    async eventsUntil({ videoKey }: Video, last: VideoEvent['type']): Promise<VideoEvent[]> {
      await service.relay.drain();
      const mine: VideoEvent[] = [];
      while (!mine.some(({ type }) => type === last)) {
        const arrived = (await events.receive()) as VideoEvent[];
        mine.push(...arrived.filter((event) => event.videoKey === videoKey));
      }
      return mine.sort((a, b) => a.revision - b.revision);
    },
    /** All events that lie on the queue now. */
    async drainEvents(): Promise<VideoEvent[]> {
      const all: VideoEvent[] = [];
      while ((await events.counts()).ready > 0) all.push(...((await events.receive()) as VideoEvent[]));
      return all;
    },
    /** Task ids whose messages lie on a lane; waits for `count`. */
    messages: async (lane: 'fast' | 'bulk', count = 1) =>
      ((await (lane === 'fast' ? fast : bulk).receive({ count })) as TaskMessage[]).map(
        ({ taskId }) => taskId,
      ),
    async stop() {
      await service.app.close();
      await service.close();
      for (const store of Object.values(stores)) store.close();
      await sql.end();
      await Promise.all([intake, fast, bulk, events].map((queue) => queue.remove()));
      await database.drop();
    },
  };
}

/** What S3 says of an upload. */
export const uploadedEvent = ({
  bucket,
  video,
  etag = 'etag-1',
  sequencer = '01',
  size = 1_000_000,
}: {
  bucket: string;
  video: Video;
  etag?: string;
  sequencer?: string;
  size?: number;
}) => ({
  Records: [
    {
      eventName: 'ObjectCreated:Put',
      s3: {
        bucket: { name: bucket },
        object: { key: originalKey(video.ownerId, video.videoKey), size, eTag: etag, sequencer },
      },
    },
  ],
});

/** What the catalog says when a video is deleted. */
export const deletedEvent = ({ videoKey, ownerId }: Video) => ({
  type: 'video.deleted' as const,
  eventId: randomUUID(),
  occurredAt: new Date().toISOString(),
  revision: 1,
  videoKey,
  ownerId,
});
