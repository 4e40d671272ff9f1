import { describe, expect, it } from 'vitest';
import { conformanceConfig } from './config.ts';

const aws = { MATINEE_CONFORMANCE: 'aws', AWS_REGION: 'eu-west-1', MATINEE_CONFORMANCE_BUCKET: 'b' };

describe('where the suites are held against', () => {
  it('is the local cloud unless AWS is asked for', () => {
    expect(conformanceConfig({})).toEqual({ kind: 'local' });
    expect(conformanceConfig({ MATINEE_CONFORMANCE: 'local' })).toEqual({ kind: 'local' });
  });

  it('is AWS with a bucket, and with mail and accounts where they are named', () => {
    expect(conformanceConfig(aws)).toEqual({ kind: 'aws', region: 'eu-west-1', bucket: 'b' });
    const pool = {
      MATINEE_CONFORMANCE_USER_POOL_ID: 'eu-west-1_a',
      MATINEE_CONFORMANCE_CLIENT_ID: 'c',
      MATINEE_CONFORMANCE_INBOX_DOMAIN: 'inbox.example.com',
      MATINEE_CONFORMANCE_INBOX_BUCKET: 'inbox',
    };
    expect(
      conformanceConfig({ ...aws, ...pool, MATINEE_CONFORMANCE_SES_FROM: 'a@example.com' }),
    ).toMatchObject({
      sesFrom: 'a@example.com',
      cognito: {
        userPoolId: 'eu-west-1_a',
        clientId: 'c',
        inboxDomain: 'inbox.example.com',
        inboxBucket: 'inbox',
      },
    });
  });

  it('says which setting is missing', () => {
    expect(() => conformanceConfig({ MATINEE_CONFORMANCE: 'aws' })).toThrow('Set AWS_REGION');
    expect(() => conformanceConfig({ ...aws, MATINEE_CONFORMANCE_USER_POOL_ID: 'p' })).toThrow(
      'Set MATINEE_CONFORMANCE_CLIENT_ID',
    );
  });
});
