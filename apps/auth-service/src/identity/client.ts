import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { createAwsClient } from '@matinee/service-kit/aws';
import type { AuthConfig } from '../config.ts';

/** One attempt per call: call.ts decides what is tried again. A person is waiting, so time limits are short. */
export const createCognitoClient = (config: Pick<AuthConfig, 'AWS_REGION' | 'COGNITO_ENDPOINT'>) =>
  createAwsClient(
    CognitoIdentityProviderClient,
    { region: config.AWS_REGION, endpoint: config.COGNITO_ENDPOINT },
    { maxAttempts: 1, requestHandler: { connectionTimeout: 2000, requestTimeout: 8000 } },
  );
