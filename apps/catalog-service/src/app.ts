import type { CatalogEvent, VideoEvent } from '@matinee/contracts';
import type { Consumer, Handler, Publisher } from '@matinee/messaging';
import { createApp, createLogger, uploadTokens, type App, type TokenVerifier } from '@matinee/service-kit';
import { databaseAdapter } from '@matinee/service-kit/database';
import type { Log } from './background.ts';
import type { CatalogConfig } from './config.ts';
import { createDatabase } from './database.ts';
import { createPeopleRepository } from './features/people/repository.ts';
import { createPeople } from './features/people/index.ts';
import type { Identity } from './features/people/identity.ts';
import { createVideos, type VideosOutside } from './features/videos/index.ts';
import { startSweeper } from './features/videos/sweeper.ts';
import { createOutboxRepository } from './outbox/outbox-repository.ts';
import { startRelay } from './outbox/relay.ts';

/** Everything beyond this process except the database (outside.ts makes the real ones). */
export type Outside = VideosOutside & {
  identity: Identity;
  publisher: Pick<Publisher<CatalogEvent>, 'publishBatch'>;
  consumeVideoEvents: (handler: Handler<VideoEvent>, log: Log) => Consumer;
};

export type Catalog = {
  app: App;
  /** Starts what works without being asked: event consumer, outbox relay, sweeper. Ended by `app.close()`. */
  startBackground(): void;
};

/** Milliseconds that handlers get to finish at shutdown. */
const graceMs = 10_000;

/** Builds the service; nothing listens and nothing runs yet. */
export async function buildApp(
  config: CatalogConfig,
  outside: Outside,
  overrides: { verifier?: TokenVerifier } = {},
): Promise<Catalog> {
  const db = createDatabase(databaseAdapter(config, createLogger('catalog', config.LOG_LEVEL)));
  const outbox = createOutboxRepository(db);
  const app = await createApp({
    name: 'catalog',
    config,
    readiness: async () => void (await outbox.unsent(1)),
    ...overrides,
  });

  const secrets = {
    secret: config.UPLOAD_TOKEN_SECRET,
    previous: config.UPLOAD_TOKEN_SECRET_PREVIOUS,
  };
  const { verify } = await uploadTokens(app, secrets);

  let onOutbox = () => {};
  const { register, handleVideoEvent, media, undescribed } = createVideos({
    db,
    outside,
    verifyUploadToken: verify,
    people: createPeople(createPeopleRepository(db), outside.identity),
    publicOrigin: config.PUBLIC_ORIGIN,
    cursorSecrets: secrets,
    onOutbox: () => onOutbox(),
  });
  await register(app);

  const stops: (() => Promise<void>)[] = [];
  app.addHook('onClose', async () => {
    await Promise.all(stops.map((stop) => stop()));
    await db.$disconnect();
  });

  return {
    app,
    startBackground() {
      const relay = startRelay({ outbox, publisher: outside.publisher, log: app.log });
      const sweeper = startSweeper({ media, undescribed, log: app.log });
      const consumer = outside.consumeVideoEvents(handleVideoEvent, app.log);
      onOutbox = relay.kick;
      stops.push(relay.stop, sweeper.stop, () => consumer.stop({ graceMs }));
    },
  };
}
