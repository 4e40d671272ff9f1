import { beforeAll, describe, expect, it } from 'vitest';
import { domain, ground, type Ground } from './spec-ground.ts';

describe('the user pool', () => {
  let made: Ground;
  beforeAll(async () => {
    made = await ground();
  });
  const pool = () => made.one('cognito/userPool:UserPool', 'people').inputs;
  const client = () => made.one('cognito/userPoolClient:UserPoolClient', 'auth-service').inputs;

  it('knows people by their address in any case, and takes whoever confirms it', () => {
    expect(pool()).toMatchObject({
      usernameAttributes: ['email'],
      usernameConfiguration: { caseSensitive: false },
      autoVerifiedAttributes: ['email'],
      userAttributeUpdateSettings: { attributesRequireVerificationBeforeUpdates: ['email'] },
      adminCreateUserConfig: { allowAdminCreateUserOnly: false },
      accountRecoverySetting: { recoveryMechanisms: [{ name: 'verified_email', priority: 1 }] },
    });
    const template = pool()['verificationMessageTemplate'] as Record<string, string>;
    expect(template['defaultEmailOption']).toBe('CONFIRM_WITH_CODE');
    expect(template['emailMessage']).toContain('{####}');
  });

  it('asks for length, not for classes of characters', () => {
    expect(pool()['passwordPolicy']).toMatchObject({
      minimumLength: 12,
      requireLowercase: false,
      requireUppercase: false,
      requireNumbers: false,
      requireSymbols: false,
    });
  });

  it('sets no challenge that auth-service does not answer, on a plan that rotates refresh tokens', () => {
    expect(pool()).toMatchObject({ mfaConfiguration: 'OFF', userPoolTier: 'ESSENTIALS' });
    expect(made.all('cognito/userPoolDomain:UserPoolDomain')).toEqual([]);
  });

  it('is not deleted by accident', () => {
    expect(pool()['deletionProtection']).toBe('ACTIVE');
  });

  it('has one client, without a secret, for passwords and rotating refresh tokens only', () => {
    expect(made.all('cognito/userPoolClient:UserPoolClient')).toHaveLength(1);
    expect(client()).toMatchObject({
      generateSecret: false,
      explicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
      refreshTokenRotation: { feature: 'ENABLED', retryGracePeriodSeconds: 60 },
      enableTokenRevocation: true,
      preventUserExistenceErrors: 'ENABLED',
      allowedOauthFlowsUserPoolClient: false,
      supportedIdentityProviders: ['COGNITO'],
    });
    expect(client()).not.toHaveProperty('allowedOauthFlows');
  });

  it('lets access tokens live for 15 minutes and sessions for 30 days', () => {
    expect(client()).toMatchObject({
      accessTokenValidity: 15,
      idTokenValidity: 15,
      refreshTokenValidity: 30,
      tokenValidityUnits: { accessToken: 'minutes', idToken: 'minutes', refreshToken: 'days' },
    });
  });

  it('mails by itself until somebody has said that SES may', async () => {
    const sender = async (values: Record<string, string>) => {
      const { one } = await ground(values);
      return one('cognito/userPool:UserPool', 'people').inputs['emailConfiguration'];
    };
    expect(await sender({})).toEqual({ emailSendingAccount: 'COGNITO_DEFAULT' });
    expect(await sender(domain)).toEqual({ emailSendingAccount: 'COGNITO_DEFAULT' });
    expect(await sender({ ...domain, mailBy: 'ses' })).toEqual({
      emailSendingAccount: 'DEVELOPER',
      sourceArn: 'arn:aws:ses:us-east-1:123456789012:identity/video.example.com',
      fromEmailAddress: 'Matinee <no-reply@video.example.com>',
      configurationSet: 'matinee',
    });
  });
});
