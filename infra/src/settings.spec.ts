import { describe, expect, it } from 'vitest';
import { deployables } from './deployables.ts';
import { readSettings } from './settings.ts';

const read = (values: Record<string, string>) => readSettings({ get: (key: string) => values[key] as never });
const least = { alarmEmail: 'ops@example.com' };
const digest = `123456789012.dkr.ecr.us-east-1.amazonaws.com/matinee/web@sha256:${'a'.repeat(64)}`;
const images = Object.fromEntries(deployables.map((name) => [name, digest]));

describe('readSettings', () => {
  it('asks only for an address, and has defaults for the rest', () => {
    expect(read(least)).toMatchObject({
      profileName: 'standard',
      asleep: false,
      alarmEmail: 'ops@example.com',
      monthlyBudget: 100,
      mailBy: 'cognito',
      mediaSigningKey: 'first',
      abandonedUploadDays: 7,
      allowDestroy: false,
    });
    expect(read(least)).not.toHaveProperty('domain');
    expect(read(least)).not.toHaveProperty('images');
  });

  it('takes everything that can be said', () => {
    const pem = '-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n';
    const settings = read({
      ...least,
      profile: 'lean',
      asleep: 'true',
      domain: 'video.example.com',
      zoneId: 'Z0123456789ABC',
      mailBy: 'ses',
      repository: 'someone/matinee',
      environment: 'staging',
      stateBucket: 'someones-pulumi-state',
      images: JSON.stringify(images),
      mediaKeys: JSON.stringify({ first: pem, second: pem }),
      mediaSigningKey: 'second',
      allowDestroy: 'true',
    });
    expect(settings).toMatchObject({
      profileName: 'lean',
      asleep: true,
      domain: { name: 'video.example.com', zoneId: 'Z0123456789ABC' },
      mailBy: 'ses',
      repository: 'someone/matinee',
      environment: 'staging',
      stateBucket: 'someones-pulumi-state',
      images: { web: digest },
      mediaKeys: { first: pem },
      mediaSigningKey: 'second',
      allowDestroy: true,
    });
  });

  it('keeps a key of our own for who comes down to a profile without one', () => {
    expect(read({ ...least, profile: 'lean' }).profile.ownKey).toBe(false);
    expect(read({ ...least, profile: 'lean', keepKey: 'true' }).profile.ownKey).toBe(true);
    expect(read({ ...least, profile: 'standard', keepKey: 'false' }).profile.ownKey).toBe(true);
  });

  it.each<[Record<string, string>, string]>([
    [{}, 'matinee:alarmEmail is missing, but must be an e-mail address that people read.'],
    [{ alarmEmail: 'nobody' }, 'matinee:alarmEmail is "nobody", but must be an e-mail address'],
    [{ ...least, profile: 'huge' }, 'matinee:profile is "huge", but must be one of lean, standard, ha.'],
    [
      { ...least, mailBy: 'ses' },
      'matinee:mailBy is "ses", but must be cognito unless matinee:domain is set.',
    ],
    [{ ...least, asleep: 'yes' }, 'matinee:asleep is "yes", but must be one of true, false.'],
    [{ ...least, profile: 'ha', asleep: 'true' }, 'matinee:asleep is "true", but must be false unless'],
    [
      { ...least, domain: 'https://a.example' },
      'matinee:domain is "https://a.example", but must be a host name',
    ],
    [{ ...least, domain: 'a.example' }, 'matinee:zoneId is missing, but must be the id of the Route 53 zone'],
    [{ ...least, monthlyBudget: '0' }, 'matinee:monthlyBudget is "0", but must be a whole number from 1'],
    [{ ...least, environment: 'live' }, 'matinee:environment is "live", but must be one of production'],
    [{ ...least, stateBucket: 's3://x' }, 'matinee:stateBucket is "s3://x", but must be the name of an S3'],
    [{ ...least, repository: 'x' }, 'matinee:repository is "x", but must be owner/name'],
    [{ ...least, images: '{"web":"latest"}' }, 'but must be JSON with an image by digest'],
    [{ ...least, images: 'null' }, 'matinee:images is "null", but must be JSON'],
    [{ ...least, images: JSON.stringify({ ...images, more: digest }) }, 'but must be JSON with an image'],
    [
      { ...least, images: JSON.stringify(images) },
      'matinee:mediaKeys is missing, but must be JSON with two public keys in PEM, first and second, before',
    ],
    [{ ...least, mediaKeys: '{"first":"x"}' }, 'but must be JSON with two public keys in PEM'],
    [{ ...least, abandonedUploadDays: '1.5' }, 'matinee:abandonedUploadDays is "1.5", but must be a whole'],
  ])('stops at %o with a sentence', (values, sentence) => {
    expect(() => read(values)).toThrow(sentence);
  });
});
