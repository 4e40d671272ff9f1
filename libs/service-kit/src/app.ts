import { randomUUID } from 'node:crypto';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import Fastify, { LogController, type FastifyBaseLogger } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import type { App } from './app-type.ts';
import { answerClientError } from './client-error.ts';
import type { ServiceConfig } from './config.ts';
import { sessionCookies } from './cookies.ts';
import { handleError, errorBody } from './error-handler.ts';
import { ApiError } from './errors.ts';
import { addHealth } from './health.ts';
import { createLogger } from './logger.ts';
import { addOpenApi } from './openapi.ts';
import { checkOrigin } from './origin-check.ts';
import { addPeople } from './people.ts';
import { requireSchema } from './route-rules.ts';
import { createTokenVerifier, type TokenVerifier } from './token-verifier.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Makes /readyz fail, so that the balancer stops sending requests. */
    startDraining(): void;
  }
}

export type AppOptions = {
  /** Short name, such as `catalog`. */
  name: string;
  config: ServiceConfig;
  /** Rejects when a dependency is away; behind /readyz. */
  readiness?: () => Promise<void>;
  /** Replaces the Cognito verifier in specs. */
  verifier?: TokenVerifier;
};

const requestId = /^[\w.-]{8,64}$/;

/** The HTTP side that every service has: ids, logs, errors, health, people, origin check, limits, OpenAPI. */
export async function createApp({ name, config, readiness, verifier }: AppOptions): Promise<App> {
  const app: App = Fastify({
    loggerInstance: createLogger(name, config.LOG_LEVEL) as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: (_address, hop) => hop < config.TRUSTED_PROXY_HOPS,
    bodyLimit: 64 * 1024,
    // Longer than the balancer's idle timeout of 60 s, or it would reuse a connection we are just closing.
    keepAliveTimeout: 65_000,
    requestTimeout: 30_000,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 200 },
    // What goes wrong before a route is found (a broken URL, an endless parameter) has the same shape.
    frameworkErrors: handleError,
    clientErrorHandler: answerClientError,
    genReqId: (request) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && requestId.test(given) ? given : randomUUID();
    },
  }).withTypeProvider<ZodTypeProvider>();

  let draining = false;
  app.decorate('startDraining', () => {
    draining = true;
  });
  // A connection that would be kept after its answer keeps the process from ending.
  app.addHook('onSend', async (_request, reply) => {
    if (draining) void reply.header('connection', 'close');
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.removeContentTypeParser('text/plain');
  app.setErrorHandler(handleError);
  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send(errorBody(new ApiError('not_found'), request.id)),
  );
  app.addHook('onRoute', requireSchema);

  const cookies = sessionCookies(config.PUBLIC_ORIGIN);
  await app.register(cookie);
  await app.register(helmet, { contentSecurityPolicy: { directives: { defaultSrc: ["'none'"] } } });
  await app.register(rateLimit, { global: false });
  app.addHook('onRequest', async (request, reply) => {
    void reply.header('x-request-id', request.id);
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
  });
  app.addHook('onRequest', checkOrigin(config.PUBLIC_ORIGIN, cookies));
  app.addHook('onResponse', async (request, reply) => {
    request.log.info(
      {
        method: request.method,
        route: request.routeOptions.url,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
      },
      'request',
    );
  });
  addPeople(app, verifier ?? createTokenVerifier(config), cookies);
  await addOpenApi(app, { name, docs: config.DOCS });
  addHealth(app, readiness ?? (async () => {}), () => draining);
  return app;
}
