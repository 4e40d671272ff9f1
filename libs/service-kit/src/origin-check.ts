import type { FastifyRequest } from 'fastify';
import { ApiError } from './errors.ts';
import type { SessionCookies } from './cookies.ts';

const safe = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Cross-site request forgery (ASVS 5.0, 3.5.1): a request that changes something must not come from another site.
 * Browsers say where from in `Origin` and `Sec-Fetch-Site`. Clients without cookies send neither and are not at risk;
 * a request that carries our cookies must say it comes from us.
 * @throws ApiError `cross_origin_refused`
 */
export function checkOrigin(publicOrigin: string, cookies: SessionCookies) {
  return async (request: FastifyRequest): Promise<void> => {
    if (safe.has(request.method)) return;
    const origin = request.headers.origin;
    const site = request.headers['sec-fetch-site'];
    if (origin !== undefined && origin !== publicOrigin) throw new ApiError('cross_origin_refused');
    if (site !== undefined && site !== 'same-origin' && site !== 'none')
      throw new ApiError('cross_origin_refused');
    const byCookie =
      !request.headers.authorization &&
      (cookies.accessToken(request) ?? cookies.refreshToken(request)) !== undefined;
    if (byCookie && origin === undefined && site !== 'same-origin')
      throw new ApiError('cross_origin_refused');
  };
}
