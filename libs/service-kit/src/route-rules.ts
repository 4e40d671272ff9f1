import type { RouteOptions } from 'fastify';

/**
 * Input is hostile, so a route without a schema must not boot: answers need `response`, paths with parameters need
 * `params`, and methods with a body need `body`.
 * @throws Error naming the route and what it lacks.
 */
export function requireSchema(route: RouteOptions): void {
  if (route.url.startsWith('/docs')) return; // the documentation pages bring their own routes
  const methods = [route.method].flat().filter((method) => method !== 'HEAD' && method !== 'OPTIONS');
  const schema = route.schema ?? {};
  const lacks = [
    !schema.response && 'response',
    route.url.includes(':') && !schema.params && 'params',
    methods.some((method) => ['POST', 'PUT', 'PATCH'].includes(method)) && !schema.body && 'body',
  ].filter(Boolean);
  if (methods.length && lacks.length)
    throw new Error(`Route ${methods.join(',')} ${route.url} has no schema for: ${lacks.join(', ')}.`);
}
