import { common } from './environment.ts';
import type { Part } from './part.ts';

/**
 * Needs no permission: Cognito's API for users asks for no AWS credentials, only for the person's own password, code or
 * token ("Cognito user pools API: unauthenticated and token-authorized operations").
 */
export const auth: Part = {
  name: 'auth',
  image: 'auth',
  environment: common,
  secrets: () => ({}),
};
