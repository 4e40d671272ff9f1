import * as aws from '@pulumi/aws';
import { kept } from './components/kept.ts';
import type { Keys } from './keys.ts';
import type { Settings } from './settings.ts';

/** What each secret is, and who renews it; people read this in the console. */
const described = {
  databaseCatalog: [
    'matinee/database/catalog',
    'User of the catalogue’s database {username, password}. Renewed every 30 days by the task matinee-database rotate.',
  ],
  databaseTranscode: [
    'matinee/database/transcode',
    'User of the transcoder’s database {username, password}. Renewed every 30 days by the task matinee-database rotate.',
  ],
  uploadToken: [
    'matinee/upload-token',
    'Signs upload tokens {current, previous}. Renewed by hand: docs/runbooks/secret-rotation.md',
  ],
  workerToken: [
    'matinee/worker-token',
    'Workers show it to the transcode server {current, previous}. Renewed by hand: docs/runbooks/secret-rotation.md',
  ],
  mediaKeys: [
    'matinee/media-keys',
    'Private keys (PEM) that media cookies are signed with {first, second}. Renewed by hand, one at a time: docs/runbooks/key-rotation.md',
  ],
} as const;
type SecretName = keyof typeof described;
export type Secrets = Record<SecretName, aws.secretsmanager.Secret>;

/**
 * The secrets, empty: values never pass through Pulumi, so they are in no state file. `npm run -s secrets:fill` puts
 * random values into those that have none; the database's users are filled in by `matinee-database migrate`. The
 * master user's secret is RDS's own, which renews it every seven days.
 */
export function createSecrets(settings: Settings, { key }: Keys): Secrets {
  const secret = ([name, description]: readonly [string, string]) =>
    new aws.secretsmanager.Secret(
      name.replaceAll('/', '-'),
      {
        name,
        description,
        // A deleted secret can be brought back so long, and its name cannot be used anew.
        recoveryWindowInDays: settings.allowDestroy ? 0 : 30,
        ...(key && { kmsKeyId: key.arn }),
      },
      kept(settings),
    );
  return {
    databaseCatalog: secret(described.databaseCatalog),
    databaseTranscode: secret(described.databaseTranscode),
    uploadToken: secret(described.uploadToken),
    workerToken: secret(described.workerToken),
    mediaKeys: secret(described.mediaKeys),
  };
}
