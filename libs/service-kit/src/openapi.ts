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
    transformObject: (document) => onlyUsedSchemas(jsonSchemaTransformObject(document)),
  });
  if (options.docs) await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: true });
}

/** The type provider lists every schema that has an id anywhere; a service's document names only those it uses. */
function onlyUsedSchemas<T extends object>(document: T): T {
  const { paths, components } = document as {
    paths?: object;
    components?: { schemas?: Record<string, unknown> };
  };
  const schemas = components?.schemas;
  if (!schemas) return document;
  const used = new Set<string>();
  const follow = (part: unknown) => {
    for (const [, name] of JSON.stringify(part ?? {}).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (used.has(name!)) continue;
      used.add(name!);
      follow(schemas[name!]);
    }
  };
  follow(paths);
  const kept = Object.fromEntries(Object.entries(schemas).filter(([name]) => used.has(name)));
  return { ...document, components: { ...components, schemas: kept } };
}

/** The specification as the text of a checked-in file: `expect(await openApiText(app)).toMatchFileSnapshot(…)`. */
export async function openApiText(app: App): Promise<string> {
  await app.ready();
  return `${JSON.stringify(app.swagger(), null, 2)}\n`;
}
