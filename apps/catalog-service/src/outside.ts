import { queues, VideoEvent, type CatalogEvent } from '@matinee/contracts';
import { consume, createPublisher } from '@matinee/messaging';
import { createStorage, signMedia } from '@matinee/storage';
import type { Outside } from './app.ts';
import type { CatalogConfig } from './config.ts';
import { createIdentity } from './features/people/identity.ts';

/** Messages in work at the same time; each is two or three small statements. */
const slots = 8;

/** The real outside world, as the configuration names it. */
export function createOutside(config: CatalogConfig): Outside {
  const { AWS_REGION: region } = config;
  return {
    mediaSigner: signMedia({
      origin: config.PUBLIC_ORIGIN,
      keyPairId: config.MEDIA_KEY_PAIR_ID,
      privateKey: config.MEDIA_PRIVATE_KEY,
    }),
    storage: createStorage({ region, endpoint: config.S3_ENDPOINT, bucket: config.MEDIA_BUCKET }),
    identity: createIdentity({ authUrl: config.AUTH_URL }),
    publisher: createPublisher<CatalogEvent>({
      topicArn: config.CATALOG_EVENTS_TOPIC_ARN,
      region,
      endpoint: config.SNS_ENDPOINT,
    }),
    consumeVideoEvents: (handler, log) =>
      consume({
        region,
        endpoint: config.SQS_ENDPOINT,
        queues: [{ url: config.CATALOG_VIDEO_EVENTS_QUEUE_URL }],
        slots,
        schema: VideoEvent,
        handler,
        visibilityTimeoutSeconds: queues.catalogVideoEvents.visibilityTimeoutSeconds,
        onError: (error, context) => log.error({ err: error, ...context }, 'video events'),
        log,
      }),
  };
}
