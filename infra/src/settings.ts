import { limits } from '@matinee/contracts';
import * as pulumi from '@pulumi/pulumi';
import { profileNames, profiles, type Profile, type ProfileName } from './profiles.ts';
import { deployables, type Deployable } from './deployables.ts';

export type Settings = {
  profileName: ProfileName;
  profile: Profile;
  /** Nothing that costs by the hour: no balancer, no tasks, the database stopped. What people made stays. */
  asleep: boolean;
  /** Host name of the service and the hosted zone it lives in; without one, CloudFront's own name is used. */
  domain?: { name: string; zoneId: string };
  /**
   * Who mails codes: `cognito` (50 a day, from an address of AWS's), or `ses` from our domain, once that is verified
   * and AWS has let the account mail to everybody, which no new account may.
   */
  mailBy: 'cognito' | 'ses';
  /** Where alarms and budget warnings go. */
  alarmEmail: string;
  /** US dollars a month that the budget warns at. */
  monthlyBudget: number;
  /** `owner/name` of the repository whose workflows may deploy. */
  repository?: string;
  /** GitHub environment whose jobs may deploy to this account. */
  environment: 'production' | 'staging';
  /** S3 bucket that Pulumi's state is kept in, if it is: the deploy role may then read and write it. */
  stateBucket?: string;
  /** Image of each deployable by digest; absent until the first images are pushed, and then no service is made. */
  images?: Record<Deployable, string>;
  /** Public keys (PEM) that media cookies are checked with: two, so that one can be replaced while the other signs. */
  mediaKeys?: { first: string; second: string };
  /** Which of the two signs. */
  mediaSigningKey: 'first' | 'second';
  /** Days after which parts of an unfinished upload are removed. */
  abandonedUploadDays: number;
  /** Lets Pulumi delete buckets, database and accounts. */
  allowDestroy: boolean;
};

type Config = Pick<pulumi.Config, 'get'>;

/**
 * Reads the stack's configuration; the only place that does.
 * @throws Error with one sentence naming the key, the value and what is allowed, before any resource is made.
 */
export function readSettings(config: Config = new pulumi.Config('matinee')): Settings {
  const refuse = (key: string, allowed: string): never => {
    const value = config.get(key);
    throw new Error(
      value === undefined
        ? `matinee:${key} is missing, but must be ${allowed}.`
        : `matinee:${key} is "${value}", but must be ${allowed}.`,
    );
  };
  const required = (key: string, pattern: RegExp, allowed: string) => {
    const value = config.get(key);
    return value !== undefined && pattern.test(value) ? value : refuse(key, allowed);
  };
  const optional = (key: string, pattern: RegExp, allowed: string) =>
    config.get(key) === undefined ? undefined : required(key, pattern, allowed);
  const oneOf = <T extends string>(key: string, values: readonly T[], otherwise: T): T => {
    const value = config.get(key) ?? otherwise;
    return values.find((allowed) => allowed === value) ?? refuse(key, `one of ${values.join(', ')}`);
  };
  const whole = (key: string, from: number, to: number, otherwise: number): number => {
    const value = Number(config.get(key) ?? otherwise);
    return Number.isInteger(value) && value >= from && value <= to
      ? value
      : refuse(key, `a whole number from ${from} to ${to}`);
  };
  const json = <K extends string>(key: string, keys: readonly K[], pattern: RegExp, allowed: string) => {
    const text = config.get(key);
    if (text === undefined) return undefined;
    const value = parsed(text);
    if (!keys.every((name) => pattern.test(value[name] ?? ''))) refuse(key, allowed);
    if (Object.keys(value).length !== keys.length) refuse(key, allowed);
    return value as Record<K, string>;
  };

  const profileName = oneOf('profile', profileNames, 'standard');
  // For who comes down to lean: the database stays encrypted with the key that it was made with.
  const keepKey = oneOf('keepKey', ['true', 'false'], 'false') === 'true';
  const asleep = oneOf('asleep', ['true', 'false'], 'false') === 'true';
  if (asleep && profileName !== 'lean') refuse('asleep', 'false unless matinee:profile is lean');
  const hostName = optional(
    'domain',
    /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
    'a host name such as video.example.com',
  );
  const zoneId = hostName
    ? required('zoneId', /^Z[A-Z0-9]{5,31}$/, 'the id of the Route 53 zone that matinee:domain is in')
    : undefined;
  const mailBy = oneOf('mailBy', ['cognito', 'ses'], 'cognito');
  if (mailBy === 'ses' && !hostName) refuse('mailBy', 'cognito unless matinee:domain is set');
  const images = json(
    'images',
    deployables,
    /^[\w.\-/]+@sha256:[0-9a-f]{64}$/,
    `JSON with an image by digest (name@sha256:…) for each of ${deployables.join(', ')}`,
  );
  const keysAllowed = 'JSON with two public keys in PEM, first and second';
  const mediaKeys = json(
    'mediaKeys',
    ['first', 'second'] as const,
    /^-----BEGIN PUBLIC KEY-----\n[\w+/=\n]+-----END PUBLIC KEY-----\n$/,
    keysAllowed,
  );
  // The catalogue signs cookies and would not start.
  if (images && !mediaKeys) refuse('mediaKeys', `${keysAllowed}, before matinee:images is set`);
  return {
    profileName,
    profile: { ...profiles[profileName], ownKey: keepKey || profiles[profileName].ownKey },
    asleep,
    ...(hostName && zoneId && { domain: { name: hostName, zoneId } }),
    mailBy,
    alarmEmail: required(
      'alarmEmail',
      /^[^\s@]{1,64}@[^\s@]+\.[^\s@]+$/,
      'an e-mail address that people read',
    ),
    monthlyBudget: whole('monthlyBudget', 1, 1_000_000, 100),
    ...defined(
      'repository',
      optional('repository', /^[\w.-]+\/[\w.-]+$/, 'owner/name of a GitHub repository'),
    ),
    environment: oneOf('environment', ['production', 'staging'] as const, 'production'),
    ...defined(
      'stateBucket',
      optional('stateBucket', /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'the name of an S3 bucket'),
    ),
    ...defined('images', images),
    ...defined('mediaKeys', mediaKeys),
    mediaSigningKey: oneOf('mediaSigningKey', ['first', 'second'], 'first'),
    abandonedUploadDays: whole('abandonedUploadDays', 1, 30, limits.uploadSessionDays),
    allowDestroy: oneOf('allowDestroy', ['true', 'false'], 'false') === 'true',
  };
}

const defined = <K extends string, V>(key: K, value: V | undefined) =>
  (value === undefined ? {} : { [key]: value }) as Partial<Record<K, V>>;

function parsed(text: string): Record<string, string> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, string>) : {};
  } catch {
    return {};
  }
}
