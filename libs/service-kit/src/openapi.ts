import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import type { App } from './app-type.ts';

/** OpenAPI 3.1 from the routes' schemas; pages at /docs when asked for. */
export async function addOpenApi(app: App, options: { name: string; docs: boolean }): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: `Matinee ${options.name}`, version: '1.0.0' },
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  });
  if (options.docs) await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: true });
}

/** The specification as the text of a checked-in file: `expect(await openApiText(app)).toMatchFileSnapshot(…)`. */
export async function openApiText(app: App): Promise<string> {
  await app.ready();
  return `${JSON.stringify(app.swagger(), null, 2)}\n`;
}
