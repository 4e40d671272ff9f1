import { createDatabase } from './database.ts';
import { createIdentity } from './identity.ts';
import { createKeys } from './keys.ts';
import { createLogs } from './logs.ts';
import { createMail } from './mail.ts';
import { createMessaging } from './messaging.ts';
import { record, type Recorded } from './mocks.ts';
import { createNetwork } from './network.ts';
import { createRegistry } from './registry.ts';
import { createSecrets } from './secrets.ts';
import { readSettings, type Settings } from './settings.ts';
import { allowReadsBy, allowUploadsFrom, createStorage } from './storage.ts';

/** Settings of a stack; only what a spec cares about has to be said. */
export const settingsOf = (values: Record<string, string> = {}): Settings => {
  const all: Record<string, string> = { alarmEmail: 'ops@example.com', ...values };
  return readSettings({ get: (key: string) => all[key] as never });
};

export const domain = { domain: 'video.example.com', zoneId: 'Z0123456789ABC' };
export const distributionArn = 'arn:aws:cloudfront::123456789012:distribution/E1';

/** What services stand on: everything but tasks, balancer and delivery. */
export function createGround(settings: Settings) {
  const keys = createKeys(settings);
  const logs = createLogs(settings, keys);
  const network = createNetwork(settings, logs);
  const storage = createStorage(settings, logs);
  allowUploadsFrom(storage, 'https://video.example.com');
  allowReadsBy(storage, distributionArn);
  createSecrets(settings, keys);
  createDatabase(settings, network, keys, logs);
  createMessaging(storage, keys);
  createIdentity(settings, createMail(settings));
  createRegistry(settings, keys);
}

export type Ground = {
  resources: Recorded[];
  /** All of a type, such as `s3/bucket:Bucket`. */
  all(type: string): Recorded[];
  /** The one of a type with this name. */
  one(type: string, name: string): Recorded;
  /** Every policy of a type by resource name, parsed. */
  policies(type: string): Record<string, Policy>;
};
export type Policy = { Statement: PolicyStatement[] };
type PolicyStatement = {
  Sid: string;
  Effect: string;
  Principal: unknown;
  Action?: string | string[];
  NotAction?: string;
  Resource: string | string[];
  Condition?: Record<string, Record<string, unknown>>;
};

const recorded = new Map<string, Promise<Ground>>();

/** Records `createGround`, once per settings. */
export function ground(values: Record<string, string> = {}): Promise<Ground> {
  const key = JSON.stringify(values);
  const known = recorded.get(key);
  if (known) return known;
  // One after the other: Pulumi's mocks are the process's.
  const made = Promise.allSettled(recorded.values()).then(() => recordGround(settingsOf(values)));
  recorded.set(key, made);
  return made;
}

async function recordGround(settings: Settings): Promise<Ground> {
  const resources = await record(() => createGround(settings));
  const all = (type: string) => resources.filter((resource) => resource.type === `aws:${type}`);
  return {
    resources,
    all,
    one(type, name) {
      const found = all(type).filter((resource) => resource.name === name);
      if (found.length !== 1) throw new Error(`${found.length} resources are ${type} ${name}.`);
      return found[0]!;
    },
    policies: (type) =>
      Object.fromEntries(
        all(type).map(({ name, inputs }) => [name, JSON.parse(inputs['policy'] as string) as Policy]),
      ),
  };
}
