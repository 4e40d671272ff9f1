import { uploadTokenHeader, type UploadClaims } from '@matinee/contracts';
import { ApiError, personOf, type UploadTokens } from '@matinee/service-kit';
import type { FastifyRequest } from 'fastify';

/**
 * What a request's upload token says. The token must be whole, the caller's own, and for the video of the path.
 * @throws ApiError `upload_token_invalid`, `upload_not_yours`
 */
export function claimsOf(request: FastifyRequest, tokens: UploadTokens): UploadClaims {
  const token = request.headers[uploadTokenHeader];
  if (typeof token !== 'string') throw new ApiError('upload_token_invalid');
  const claims = tokens.verify(token);
  if (claims.ownerId !== personOf(request).id) throw new ApiError('upload_not_yours');
  const { videoKey } = request.params as { videoKey?: string };
  if (claims.videoKey !== videoKey) throw new ApiError('upload_token_invalid');
  return claims;
}
