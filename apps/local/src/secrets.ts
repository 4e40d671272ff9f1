import { keepsake } from '@matinee/local-cloud';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

/** What Secrets Manager holds on AWS; here made once per data folder. */
export type Secrets = { uploadToken: string; workerToken: string };

export const localSecrets = (data: string): Promise<Secrets> =>
  keepsake(join(data, 'secrets.json'), async () => ({
    uploadToken: randomBytes(32).toString('base64url'),
    workerToken: randomBytes(32).toString('base64url'),
  }));
