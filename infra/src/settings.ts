import { limits } from '@matinee/contracts';
import * as pulumi from '@pulumi/pulumi';

export type Settings = {
  /** Origin of the web client, exactly as browsers send it; the only one that may upload. */
  publicOrigin: string;
  /** Days after which parts of an unfinished upload are removed. */
  abandonedUploadDays: number;
};

/**
 * Reads the stack's configuration; the only place that does.
 * @throws Error with one sentence naming the key, the value and what is allowed, before any resource is made.
 */
export function readSettings(config = new pulumi.Config('matinee')): Settings {
  const publicOrigin = config.require('publicOrigin');
  if (!isHttpsOrigin(publicOrigin))
    throw new Error(
      `matinee:publicOrigin is "${publicOrigin}", but must be an https origin such as https://video.example.com.`,
    );
  const abandonedUploadDays = config.getNumber('abandonedUploadDays') ?? limits.uploadSessionDays;
  if (!Number.isInteger(abandonedUploadDays) || abandonedUploadDays < 1 || abandonedUploadDays > 30)
    throw new Error(
      `matinee:abandonedUploadDays is "${abandonedUploadDays}", but must be a whole number from 1 to 30.`,
    );
  return { publicOrigin, abandonedUploadDays };
}

const isHttpsOrigin = (value: string) =>
  URL.canParse(value) && value.startsWith('https:') && new URL(value).origin === value;
