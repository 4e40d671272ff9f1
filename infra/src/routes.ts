import { edgeRoutes, errorSentence, type ErrorCode } from '@matinee/contracts';
import type * as aws from '@pulumi/aws';
import type { WebFacing } from './services/part.ts';

/** A rule of a listener: paths, and whose they are. */
export type Route = { paths: string[]; target: WebFacing | 'nobody' };

/** `/videos` is for itself and everything below, but not for `/videosomething`. */
export const below = (path: string): string[] => [path, `${path}/*`];

const apis = edgeRoutes.flatMap(({ path, target }): Route[] =>
  target === 'media' || target === 'web' ? [] : [{ paths: below(path), target }],
);

/** What people reach, in order of precedence: the path table of the edge; the rest is web's. */
export const publicRoutes: Route[] = [{ paths: below('/internal'), target: 'nobody' }, ...apis];

/** What tasks reach: the API for server components, accounts for the catalogue, tasks for workers. */
export const internalRoutes: Route[] = [{ paths: below('/internal'), target: 'transcode' }, ...apis];

/** An answer of the balancer itself, in the one shape of errors. It has no id: no service saw the request. */
export const refusal = (code: ErrorCode, status: number): aws.types.input.lb.ListenerDefaultAction => ({
  type: 'fixed-response',
  fixedResponse: {
    statusCode: String(status),
    contentType: 'application/json',
    messageBody: JSON.stringify({ error: { code, message: errorSentence(code), requestId: '' } }),
  },
});
