import { allow } from '../components/statement.ts';
import { common, database, token } from './environment.ts';
import type { Part } from './part.ts';
import { consume, readDatabaseSecret } from './permissions.ts';

export const catalog: Part = {
  name: 'catalog',
  image: 'catalog',
  environment: (facts) => ({
    ...common(facts),
    ...database(facts, 'catalog'),
    MEDIA_BUCKET: facts.buckets.media.name,
    CATALOG_VIDEO_EVENTS_QUEUE_URL: facts.queues.catalogVideoEvents.url,
    CATALOG_EVENTS_TOPIC_ARN: facts.topics.catalogEvents,
    MEDIA_KEY_PAIR_ID: facts.mediaSigning.keyPairId,
    AUTH_URL: facts.internalOrigin,
  }),
  secrets: ({ secrets, mediaSigning }) => ({
    ...token('UPLOAD_TOKEN_SECRET', secrets.uploadToken),
    MEDIA_PRIVATE_KEY: { arn: secrets.mediaKeys, jsonKey: mediaSigning.key },
  }),
  statements: (facts) => [
    ...readDatabaseSecret('Catalog', facts, facts.secrets.databaseCatalog),
    ...consume('Catalog', facts, ['catalogVideoEvents']),
    allow('CatalogPublish', ['sns:Publish'], [facts.topics.catalogEvents]),
    // Presigned links to finished files: {videoKey}/{attempt}/video.mp4, audio.m4a for sound alone.
    allow(
      'CatalogLinkDownloads',
      ['s3:GetObject'],
      ['video.mp4', 'audio.m4a'].map((name) => `${facts.buckets.media.arn}/*/${name}`),
    ),
  ],
};
