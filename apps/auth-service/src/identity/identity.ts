import {
  ChangePasswordCommand,
  ConfirmForgotPasswordCommand,
  ConfirmSignUpCommand,
  ForgotPasswordCommand,
  GetTokensFromRefreshTokenCommand,
  GetUserCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  ResendConfirmationCodeCommand,
  RevokeTokenCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import type {
  AuthenticationResultType,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { ApiError } from '@matinee/service-kit';
import { callCognito } from './call.ts';

export type Tokens = {
  accessToken: string;
  idToken: string;
  refreshToken: string;
  /** Seconds until the access token expires. */
  expiresIn: number;
};

/** Accounts and tokens. Every function throws ApiError as outcomes.ts says; nothing tells whether an address exists. */
export type Identity = ReturnType<typeof createIdentity>;

/** Absent when Cognito wants a challenge answered, which this product never sets up. */
function tokensOf(result: AuthenticationResultType | undefined, absent: ApiError): Tokens {
  const { AccessToken, IdToken, RefreshToken, ExpiresIn } = result ?? {};
  if (!AccessToken || !IdToken || !RefreshToken || !ExpiresIn) throw absent;
  return { accessToken: AccessToken, idToken: IdToken, refreshToken: RefreshToken, expiresIn: ExpiresIn };
}

/** The façade over the Cognito user API. All its calls are unsigned: the service needs no IAM permission for them. */
export function createIdentity(client: CognitoIdentityProviderClient, ClientId: string) {
  const email = async (AccessToken: string): Promise<string> => {
    const user = await callCognito('readUser', () => client.send(new GetUserCommand({ AccessToken })));
    return user?.UserAttributes?.find(({ Name }) => Name === 'email')?.Value ?? '';
  };

  return {
    /** False when nothing was made: the address already has an account. */
    async register(Username: string, Password: string): Promise<boolean> {
      const made = await callCognito('register', () =>
        client.send(new SignUpCommand({ ClientId, Username, Password })),
      );
      return made !== undefined;
    },

    async confirm(Username: string, ConfirmationCode: string): Promise<void> {
      await callCognito('confirm', () =>
        client.send(new ConfirmSignUpCommand({ ClientId, Username, ConfirmationCode })),
      );
    },

    /** Mails another code to an unconfirmed account; does nothing, silently, for any other address. */
    async resend(Username: string): Promise<void> {
      await callCognito('resend', () =>
        client.send(new ResendConfirmationCodeCommand({ ClientId, Username })),
      );
    },

    async login(USERNAME: string, PASSWORD: string): Promise<Tokens> {
      const parameters = { AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: { USERNAME, PASSWORD } } as const;
      const answer = await callCognito('login', () =>
        client.send(new InitiateAuthCommand({ ClientId, ...parameters })),
      );
      return tokensOf(answer?.AuthenticationResult, new ApiError('wrong_credentials'));
    },

    /** Rotates: the given token works for another 60 seconds, for a client that lost the answer. */
    async refresh(RefreshToken: string): Promise<Tokens> {
      const answer = await callCognito('refresh', () =>
        client.send(new GetTokensFromRefreshTokenCommand({ ClientId, RefreshToken })),
      );
      return tokensOf(answer?.AuthenticationResult, new ApiError('session_expired'));
    },

    /** Ends every session of the account; access tokens stay valid elsewhere until they expire. */
    async signOut(AccessToken: string): Promise<void> {
      await callCognito('signOut', () => client.send(new GlobalSignOutCommand({ AccessToken })));
    },

    /** Ends the session of one refresh token. */
    async revoke(Token: string): Promise<void> {
      await callCognito('revoke', () => client.send(new RevokeTokenCommand({ ClientId, Token })));
    },

    /** Mails a reset code; does nothing, silently, for an address without a confirmed account. */
    async forgot(Username: string): Promise<void> {
      await callCognito('forgot', () => client.send(new ForgotPasswordCommand({ ClientId, Username })));
    },

    async reset(Username: string, ConfirmationCode: string, Password: string): Promise<void> {
      await callCognito('reset', () =>
        client.send(new ConfirmForgotPasswordCommand({ ClientId, Username, ConfirmationCode, Password })),
      );
    },

    async changePassword(
      AccessToken: string,
      PreviousPassword: string,
      ProposedPassword: string,
    ): Promise<void> {
      const command = new ChangePasswordCommand({ AccessToken, PreviousPassword, ProposedPassword });
      try {
        await callCognito('changePassword', () => client.send(command));
      } catch (error) {
        // Cognito has one name for a wrong password and a revoked token; reading the account fails for the latter only.
        if (error instanceof ApiError && error.code === 'wrong_password') await email(AccessToken);
        throw error;
      }
    },

    /** The address of the account the token speaks for. */
    email,
  };
}
