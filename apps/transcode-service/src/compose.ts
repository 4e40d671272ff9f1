import { originalKey, type VideoEvent } from '@matinee/contracts';
import { createPublisher, createQueue } from '@matinee/messaging';
import { createLogger, type TokenVerifier } from '@matinee/service-kit';
import { databaseAdapter } from '@matinee/service-kit/database';
import { createStorage } from '@matinee/storage';
import { buildApp } from './app.ts';
import type { Config } from './config.ts';
import { createDatabase, isReachable } from './database.ts';
import type { Job, SourceRef } from './domain/types.ts';
import { createCleaner } from './features/cleanup/cleaner.ts';
import { createCleanupRepository } from './features/cleanup/cleanup-repository.ts';
import { createIntakeHandler } from './features/intake/handler.ts';
import { createIntakeRepository } from './features/intake/intake-repository.ts';
import { createPlaylistsRepository } from './features/playlists/playlists-repository.ts';
import { createPlaylistService } from './features/playlists/service.ts';
import { createEventStreams } from './features/progress/event-streams.ts';
import { createProgressRepository } from './features/progress/progress-repository.ts';
import { createWatcher } from './features/progress/watcher.ts';
import { createRetryRepository } from './features/retry/retry-repository.ts';
import { createSweepRepository } from './features/sweep/sweep-repository.ts';
import { createSweeper } from './features/sweep/sweeper.ts';
import { createClaimRepository } from './features/tasks/claim-repository.ts';
import { createLeaseRepository } from './features/tasks/lease-repository.ts';
import { createTaskService } from './features/tasks/service.ts';
import { createBacklogRepository } from './fleet/backlog-repository.ts';
import { createEcsFleet } from './fleet/ecs-fleet.ts';
import { fleetSettings } from './fleet/settings.ts';
import { createWaker } from './fleet/waker.ts';
import { createOutboxRepository } from './outbox/outbox-repository.ts';
import { createRelay } from './outbox/relay.ts';
import { createSend } from './outbox/send.ts';

/** Milliseconds between two looks at a video that somebody watches being made. */
const LOOK_MS = 1000;
/** Seconds until objects are looked for again where some had to be removed. */
const SECOND_LOOK = 120;

export type Overrides = {
  /** Replaces Cognito in specs. */
  verifier?: TokenVerifier;
  /** Only for the local cloud in specs; elsewhere the SDK finds them itself. */
  credentials?: { accessKeyId: string; secretAccessKey: string };
};

/** Where a job's uploaded file is. */
const sourceLocator =
  (bucket: string) =>
  (job: Pick<Job, 'ownerId' | 'videoKey' | 'sourceSize' | 'sourceEtag'>): SourceRef => ({
    bucket,
    key: originalKey(job.ownerId, job.videoKey),
    size: job.sourceSize,
    ...(job.sourceEtag !== null && { etag: job.sourceEtag }),
  });

/** Every part of the server, wired. Relay and sweeper run from here on; `close` ends them. */
export async function compose(config: Config, { verifier, credentials }: Overrides = {}) {
  const log = createLogger('transcode', config.LOG_LEVEL);
  const onError = (error: unknown) => log.error({ err: error }, 'will be tried again');
  const target = (endpoint: string | undefined) => ({ region: config.AWS_REGION, endpoint, credentials });
  const bucket = (name: string) => createStorage({ ...target(config.S3_ENDPOINT), bucket: name });
  const media = bucket(config.MEDIA_BUCKET);
  const originals = bucket(config.ORIGINALS_BUCKET);
  const sourceOf = sourceLocator(config.ORIGINALS_BUCKET);
  const db = createDatabase(databaseAdapter(config, log, { credentials }));

  const relay = createRelay({
    outbox: createOutboxRepository(db),
    send: createSend({
      events: createPublisher<VideoEvent>({
        ...target(config.SNS_ENDPOINT),
        topicArn: config.VIDEO_EVENTS_TOPIC_ARN,
      }),
      queue: createQueue(target(config.SQS_ENDPOINT)),
      lanes: { fast: config.TRANSCODE_FAST_QUEUE_URL, bulk: config.TRANSCODE_BULK_QUEUE_URL },
      onError,
    }),
    pollMs: config.RELAY_SECONDS * 1000,
    onError,
  });
  const settings = fleetSettings(config);
  const waker =
    settings &&
    createWaker({
      fleet: createEcsFleet(settings, target(config.ECS_ENDPOINT)),
      backlog: createBacklogRepository(db).count,
      most: settings.most,
      log,
      onError,
    });
  /** After a commit: what is to be sent goes, and whoever is to do it wakes. The sweep kicks too, so nothing is lost. */
  const kick = () => {
    relay.kick();
    waker?.kick();
  };
  const cleaner = createCleaner({
    jobs: createCleanupRepository(db),
    media,
    originals,
    secondLook: SECOND_LOOK,
  });
  const sweeper = createSweeper({
    sweeps: createSweepRepository(db),
    cleaner,
    everyMs: config.SWEEP_SECONDS * 1000,
    remindAfter: config.REMIND_SECONDS,
    kick,
    onError,
  });
  const made = createPlaylistsRepository(db);
  const leases = createLeaseRepository(db);
  const tasks = createTaskService({
    claims: createClaimRepository(db),
    leases,
    made: made.read,
    sourceOf,
    alwaysAv1: config.AV1_PASS === 'always',
    leaseSeconds: config.LEASE_SECONDS,
    kick,
  });
  const handleIntake = createIntakeHandler({
    jobs: createIntakeRepository(db),
    originalsBucket: config.ORIGINALS_BUCKET,
    sourceOf,
    clean: cleaner.clean,
    kick,
    log,
  });
  const app = await buildApp(config, {
    tasks,
    playlists: createPlaylistService(made),
    watcher: createWatcher({ progress: createProgressRepository(db), everyMs: LOOK_MS, onError }),
    streams: createEventStreams(),
    retries: createRetryRepository(db),
    sourceOf,
    kick,
    readiness: () => isReachable(db),
    ...(verifier && { verifier }),
  });
  return {
    app,
    relay,
    sweeper,
    handleIntake,
    tasks,
    async close(): Promise<void> {
      await sweeper.stop();
      await waker?.stop();
      await relay.stop();
      media.close();
      originals.close();
      await db.$disconnect();
    },
  };
}
