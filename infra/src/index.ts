import { createMessaging } from './messaging.ts';
import { readSettings } from './settings.ts';
import { createStorage } from './storage.ts';

const settings = readSettings();
const storage = createStorage(settings, `https://${settings.domain?.name ?? 'localhost'}`);
const messaging = createMessaging(storage);

export const originalsBucket = storage.originals.bucket.id;
export const mediaBucket = storage.media.bucket.id;
export const queueUrls = Object.fromEntries(
  Object.entries(messaging.queues).map(([name, { queue }]) => [name, queue.id]),
);
