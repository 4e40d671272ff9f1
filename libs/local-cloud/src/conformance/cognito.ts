import {
  ChangePasswordCommand,
  CognitoIdentityProviderClient,
  ConfirmForgotPasswordCommand,
  ConfirmSignUpCommand,
  DeleteUserCommand,
  ForgotPasswordCommand,
  GetTokensFromRefreshTokenCommand,
  GetUserCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  ResendConfirmationCodeCommand,
  RevokeTokenCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** A pool to hold the suite against: the local one or a throw-away pool on AWS. */
export interface CognitoTarget {
  userPoolId: string;
  clientId: string;
  region: string;
  /** Unset: AWS itself. */
  endpoint?: string;
  /** The newest mailed code for an address. */
  readCode: (to: string) => Promise<string>;
  /** An address whose mail `readCode` can read. */
  newAddress: () => string;
}

export const PASSWORD = 'a long sentence to sign in with';
const OTHER_PASSWORD = 'quite another sentence to sign in';

/** The SDK calls of the suite, bound to a client. They need no AWS credentials: Cognito takes them unsigned. */
export function cognitoCalls({ clientId: ClientId, region, endpoint }: CognitoTarget) {
  const client = new CognitoIdentityProviderClient({
    region,
    ...(endpoint && { endpoint }),
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
    maxAttempts: 1,
  });
  return {
    close: () => client.destroy(),
    signUp: (Username: string, Password = PASSWORD) =>
      client.send(new SignUpCommand({ ClientId, Username, Password })),
    confirm: (Username: string, ConfirmationCode: string) =>
      client.send(new ConfirmSignUpCommand({ ClientId, Username, ConfirmationCode })),
    resend: (Username: string) => client.send(new ResendConfirmationCodeCommand({ ClientId, Username })),
    login: (USERNAME: string, PASSWORD_ = PASSWORD) =>
      client.send(
        new InitiateAuthCommand({
          ClientId,
          AuthFlow: 'USER_PASSWORD_AUTH',
          AuthParameters: { USERNAME, PASSWORD: PASSWORD_ },
        }),
      ),
    refreshAuth: (REFRESH_TOKEN: string) =>
      client.send(
        new InitiateAuthCommand({
          ClientId,
          AuthFlow: 'REFRESH_TOKEN_AUTH',
          AuthParameters: { REFRESH_TOKEN },
        }),
      ),
    rotate: (RefreshToken: string) =>
      client.send(new GetTokensFromRefreshTokenCommand({ ClientId, RefreshToken })),
    forgot: (Username: string) => client.send(new ForgotPasswordCommand({ ClientId, Username })),
    reset: (Username: string, ConfirmationCode: string, Password = OTHER_PASSWORD) =>
      client.send(new ConfirmForgotPasswordCommand({ ClientId, Username, ConfirmationCode, Password })),
    change: (AccessToken: string, PreviousPassword: string, ProposedPassword: string) =>
      client.send(new ChangePasswordCommand({ AccessToken, PreviousPassword, ProposedPassword })),
    user: (AccessToken: string) => client.send(new GetUserCommand({ AccessToken })),
    signOut: (AccessToken: string) => client.send(new GlobalSignOutCommand({ AccessToken })),
    revoke: (Token: string) => client.send(new RevokeTokenCommand({ ClientId, Token })),
    remove: (AccessToken: string) => client.send(new DeleteUserCommand({ AccessToken })),
  };
}

const named = (name: string) => expect.objectContaining({ name });

/**
 * What the product relies on, true of Amazon Cognito and of the local pool alike: a pool with e-mail addresses as
 * user names, a minimum length of 12, PreventUserExistenceErrors and refresh token rotation.
 */
export function cognitoConformance(makeTarget: () => Promise<CognitoTarget>): void {
  describe('a user pool', () => {
    let target: CognitoTarget;
    let calls: ReturnType<typeof cognitoCalls>;

    beforeAll(async () => {
      target = await makeTarget();
      calls = cognitoCalls(target);
    });
    afterAll(() => calls.close());

    const member = async () => {
      const email = target.newAddress();
      await calls.signUp(email);
      await calls.confirm(email, await target.readCode(email));
      return email;
    };
    const session = async (email: string, password = PASSWORD) => {
      const { AuthenticationResult: result } = await calls.login(email, password);
      return { access: result!.AccessToken!, id: result!.IdToken!, refresh: result!.RefreshToken! };
    };
    const verifier = (tokenUse: 'access' | 'id') => {
      const { userPoolId, clientId, endpoint } = target;
      const local = (url: string) => url.replace(/^https:\/\/cognito-idp\.[^/]+/, endpoint ?? '$&');
      const fetcher = { fetch: async (url: string) => (await fetch(local(url))).arrayBuffer() };
      return CognitoJwtVerifier.create(
        { userPoolId, clientId, tokenUse },
        { jwksCache: new SimpleJwksCache({ fetcher }) },
      );
    };

    it('mails a code at sign-up, without which nobody logs in', async () => {
      const email = target.newAddress();
      const { UserConfirmed, CodeDeliveryDetails } = await calls.signUp(email);
      expect(UserConfirmed).toBe(false);
      expect(CodeDeliveryDetails).toMatchObject({ DeliveryMedium: 'EMAIL', AttributeName: 'email' });
      expect(CodeDeliveryDetails!.Destination).not.toBe(email);
      await expect(calls.login(email)).rejects.toEqual(named('UserNotConfirmedException'));
      await expect(calls.login(email, OTHER_PASSWORD)).rejects.toEqual(named('NotAuthorizedException'));
      await expect(calls.confirm(email, '000')).rejects.toEqual(named('CodeMismatchException'));
      await calls.confirm(email, await target.readCode(email));
      await expect(calls.login(email)).resolves.toBeDefined();
    });

    it('issues tokens that aws-jwt-verify accepts for their own use only', async () => {
      const email = await member();
      const { AuthenticationResult } = await calls.login(email);
      expect(AuthenticationResult).toMatchObject({ TokenType: 'Bearer', ExpiresIn: expect.any(Number) });
      const { access, id } = await session(email);
      const claims = await verifier('access').verify(access);
      expect(claims.client_id).toBe(target.clientId);
      expect(claims.username).toBe(claims.sub);
      expect(await verifier('id').verify(id)).toMatchObject({ email, email_verified: true, sub: claims.sub });
      await expect(verifier('access').verify(id)).rejects.toThrow();
    });

    it('refuses a second account for an address in any case', async () => {
      const email = await member();
      await expect(calls.signUp(email)).rejects.toEqual(named('UsernameExistsException'));
      await expect(calls.signUp(email.toUpperCase())).rejects.toEqual(named('UsernameExistsException'));
      await expect(calls.login(email.toUpperCase())).resolves.toBeDefined();
    });

    it('refuses names that are no address and passwords outside the policy', async () => {
      await expect(calls.signUp('nobody')).rejects.toEqual(named('InvalidParameterException'));
      await expect(calls.signUp(target.newAddress(), 'elevenchars')).rejects.toEqual(
        named('InvalidPasswordException'),
      );
    });

    it('confirms once', async () => {
      const email = await member();
      await expect(calls.confirm(email, '123456')).rejects.toEqual(named('NotAuthorizedException'));
      await expect(calls.resend(email)).rejects.toEqual(named('InvalidParameterException'));
    });

    it('takes the newest code after a resend', async () => {
      const email = target.newAddress();
      await calls.signUp(email);
      await calls.resend(email);
      await calls.confirm(email, await target.readCode(email));
    });

    it('does not tell whether an account exists', async () => {
      const stranger = `${randomUUID()}@example.com`;
      await expect(calls.login(stranger)).rejects.toEqual(named('NotAuthorizedException'));
      await expect(calls.confirm(stranger, '123456')).rejects.toEqual(named('ExpiredCodeException'));
      await expect(calls.reset(stranger, '123456')).rejects.toEqual(named('ExpiredCodeException'));
      const simulated = { CodeDeliveryDetails: expect.objectContaining({ DeliveryMedium: 'EMAIL' }) };
      await expect(calls.forgot(stranger)).resolves.toMatchObject(simulated);
      await expect(calls.resend(stranger)).resolves.toMatchObject(simulated);
    });

    it('rotates refresh tokens and has no other way to refresh', async () => {
      const { refresh } = await session(await member());
      const rotated = (await calls.rotate(refresh)).AuthenticationResult!;
      expect(rotated.RefreshToken).not.toBe(refresh);
      await expect(calls.user(rotated.AccessToken!)).resolves.toBeDefined();
      await expect(calls.rotate(rotated.RefreshToken!)).resolves.toBeDefined();
      await expect(calls.refreshAuth(rotated.RefreshToken!)).rejects.toEqual(
        named('InvalidParameterException'),
      );
      await expect(calls.rotate('not-a-token')).rejects.toEqual(named('NotAuthorizedException'));
    });

    it('signs out everywhere', async () => {
      const email = await member();
      const first = await session(email);
      const second = await session(email);
      await calls.signOut(first.access);
      for (const { access, refresh } of [first, second]) {
        await expect(calls.user(access)).rejects.toEqual(named('NotAuthorizedException'));
        await expect(calls.rotate(refresh)).rejects.toEqual(named('NotAuthorizedException'));
      }
    });

    it('revokes one session', async () => {
      const email = await member();
      const first = await session(email);
      const second = await session(email);
      await calls.revoke(first.refresh);
      await expect(calls.rotate(first.refresh)).rejects.toEqual(named('NotAuthorizedException'));
      await expect(calls.user(second.access)).resolves.toBeDefined();
      await expect(calls.revoke(second.access)).rejects.toEqual(named('UnsupportedTokenTypeException'));
    });

    it('resets a forgotten password by a mailed code', async () => {
      const email = await member();
      await calls.forgot(email);
      await expect(calls.reset(email, '000')).rejects.toEqual(named('CodeMismatchException'));
      const code = await target.readCode(email);
      await expect(calls.reset(email, code, 'elevenchars')).rejects.toEqual(
        named('InvalidPasswordException'),
      );
      await calls.reset(email, code);
      await expect(calls.reset(email, code)).rejects.toEqual(named('ExpiredCodeException'));
      await expect(calls.login(email)).rejects.toEqual(named('NotAuthorizedException'));
      await expect(calls.login(email, OTHER_PASSWORD)).resolves.toBeDefined();
    });

    it('does not reset the password of an unconfirmed account', async () => {
      const email = target.newAddress();
      await calls.signUp(email);
      await expect(calls.forgot(email)).rejects.toEqual(named('InvalidParameterException'));
    });

    it('changes a password for who knows the current one', async () => {
      const email = await member();
      const { access } = await session(email);
      await expect(calls.change(access, OTHER_PASSWORD, PASSWORD)).rejects.toEqual(
        named('NotAuthorizedException'),
      );
      await expect(calls.change(access, PASSWORD, 'elevenchars')).rejects.toEqual(
        named('InvalidPasswordException'),
      );
      await calls.change(access, PASSWORD, OTHER_PASSWORD);
      await expect(calls.login(email, OTHER_PASSWORD)).resolves.toBeDefined();
    });

    it('names the account of an access token, and forgets it when it is deleted', async () => {
      const email = await member();
      const { access } = await session(email);
      const { UserAttributes } = await calls.user(access);
      expect(UserAttributes).toContainEqual({ Name: 'email', Value: email });
      expect(UserAttributes).toContainEqual({ Name: 'email_verified', Value: 'true' });
      await calls.remove(access);
      await expect(calls.login(email)).rejects.toEqual(named('NotAuthorizedException'));
    });
  });
}
