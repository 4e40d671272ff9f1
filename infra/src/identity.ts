import * as aws from '@pulumi/aws';
import { kept } from './components/kept.ts';
import type { Mail } from './mail.ts';
import type { Settings } from './settings.ts';

/** As auth-service's README says; the local pool has the same (libs/local-cloud/src/settings.ts). */
const tokens = { accessMinutes: 15, refreshDays: 30, graceSeconds: 60 } as const;

/**
 * The user pool behind auth-service and its one client. Accounts cannot be made again, so the pool is protected.
 *
 * No MFA: auth-service answers no challenge, and whoever set one up could not log in. No threat protection: it wants the
 * Plus plan for every active account; wrong passwords meet Cognito's lockout, auth-service's limits and the firewall.
 * No domain: without one there is no hosted page, and the pool can be reached through a VPC endpoint.
 */
export function createIdentity(settings: Settings, mail: Mail) {
  const pool = new aws.cognito.UserPool(
    'people',
    {
      name: 'matinee',
      // Refresh token rotation is not part of the Lite plan; up to 10,000 accounts a month this one costs the same.
      userPoolTier: 'ESSENTIALS',
      deletionProtection: settings.allowDestroy ? 'INACTIVE' : 'ACTIVE',
      usernameAttributes: ['email'],
      usernameConfiguration: { caseSensitive: false },
      autoVerifiedAttributes: ['email'],
      userAttributeUpdateSettings: { attributesRequireVerificationBeforeUpdates: ['email'] },
      adminCreateUserConfig: { allowAdminCreateUserOnly: false },
      accountRecoverySetting: { recoveryMechanisms: [{ name: 'verified_email', priority: 1 }] },
      mfaConfiguration: 'OFF',
      // Length instead of classes of characters (NIST SP 800-63B, ASVS 6.2.5); auth-service refuses common ones.
      passwordPolicy: {
        minimumLength: 12,
        requireLowercase: false,
        requireUppercase: false,
        requireNumbers: false,
        requireSymbols: false,
        temporaryPasswordValidityDays: 1,
      },
      verificationMessageTemplate: {
        defaultEmailOption: 'CONFIRM_WITH_CODE',
        emailSubject: 'Your Matinee code: {####}',
        emailMessage: codeMail,
      },
      emailConfiguration: settings.mailBy === 'ses' ? sender(mail) : byCognito,
    },
    kept(settings),
  );
  const client = new aws.cognito.UserPoolClient(
    'auth-service',
    {
      name: 'auth-service',
      userPoolId: pool.id,
      generateSecret: false,
      // Rotating refresh tokens exclude ALLOW_REFRESH_TOKEN_AUTH.
      explicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
      refreshTokenRotation: { feature: 'ENABLED', retryGracePeriodSeconds: tokens.graceSeconds },
      enableTokenRevocation: true,
      preventUserExistenceErrors: 'ENABLED',
      accessTokenValidity: tokens.accessMinutes,
      idTokenValidity: tokens.accessMinutes,
      refreshTokenValidity: tokens.refreshDays,
      tokenValidityUnits: { accessToken: 'minutes', idToken: 'minutes', refreshToken: 'days' },
      authSessionValidity: 3,
      allowedOauthFlowsUserPoolClient: false,
      supportedIdentityProviders: ['COGNITO'],
      readAttributes: ['email', 'email_verified'],
      writeAttributes: ['email'],
    },
    // Another client id would end every session.
    kept(settings),
  );
  return { pool, client };
}
export type Identity = ReturnType<typeof createIdentity>;

/** Of sign-up and of reset: Cognito has one text for both. */
const codeMail =
  '<p>Your code:</p><p style="font:600 2rem ui-monospace,monospace;letter-spacing:.2em">{####}</p>' +
  '<p>If you did not ask for it, ignore this mail: nothing changes without the code.</p>';

const byCognito = { emailSendingAccount: 'COGNITO_DEFAULT' };

const sender = ({ identityArn, from, configurationSet }: Mail) =>
  identityArn && from && configurationSet
    ? { emailSendingAccount: 'DEVELOPER', sourceArn: identityArn, fromEmailAddress: from, configurationSet }
    : byCognito;
