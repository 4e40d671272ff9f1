import { createApp } from '@matinee/service-kit';
import type { App, TokenVerifier } from '@matinee/service-kit';
import { accountRoutes } from './accounts/routes.ts';
import type { Clock } from './answer-floor.ts';
import { createAnswerFloor } from './answer-floor.ts';
import type { AuthConfig } from './config.ts';
import type { Context } from './context.ts';
import { createCognitoClient } from './identity/client.ts';
import type { Identity } from './identity/identity.ts';
import { createIdentity } from './identity/identity.ts';
import { createLimits } from './limits.ts';
import { createEmailCache } from './me/email-cache.ts';
import { meRoutes } from './me/routes.ts';
import { passwordRoutes } from './passwords/routes.ts';
import type { SecurityEvent } from './security-events.ts';
import { addSecurityEvents } from './security-events.ts';
import { sessionRoutes } from './sessions/routes.ts';

export type Overrides = {
  identity?: Identity;
  verifier?: TokenVerifier;
  clock?: Clock;
  /** Where security events go; the request's log by default. */
  record?: (event: SecurityEvent) => void;
};

/** The whole service from its configuration; specs replace parts of it. Nothing listens yet. */
export async function buildApp(config: AuthConfig, overrides: Overrides = {}): Promise<App> {
  const { verifier } = overrides;
  const app = await createApp({ name: 'auth', config, ...(verifier && { verifier }) });
  addSecurityEvents(app, overrides.record ?? ((event, request) => request.log.info(event, 'security')));
  const identity =
    overrides.identity ?? createIdentity(createCognitoClient(config), config.COGNITO_CLIENT_ID);
  const context: Context = {
    identity,
    floor: createAnswerFloor(config.ANSWER_FLOOR_MS, overrides.clock),
    limits: createLimits(config),
    emails: createEmailCache(identity),
  };
  for (const routes of [accountRoutes, sessionRoutes, passwordRoutes, meRoutes])
    await app.register(async (scope: App) => routes(scope, context));
  return app;
}
