import {
  limits,
  originalKey,
  partPlan,
  type StartUpload,
  type UploadClaims,
  type UploadStarted,
} from '@matinee/contracts';
import { ApiError, type UploadTokens } from '@matinee/service-kit';
import type { Storage } from '@matinee/storage';
import type { z } from 'zod';
import { fileType } from './file-type.ts';
import { signParts } from './part-urls.ts';
import { allParts } from './parts.ts';
import { newVideoKey } from './video-key.ts';

/** Part URLs that come with the answer, so that the first bytes need no second call. */
const firstParts = 20;

type Options = { originals: Storage; tokens: UploadTokens; now?: () => number };

/** Begins an upload. @throws ApiError `unsupported_file_type`, `file_too_large` */
export function createStart({ originals, tokens, now = Date.now }: Options) {
  async function startSingle(claims: UploadClaims): Promise<UploadStarted> {
    const { url, headers, expiresAt } = await originals.presignPut({
      key: originalKey(claims.ownerId, claims.videoKey),
      contentType: claims.contentType,
      size: claims.size,
      expiresSeconds: limits.uploadUrlSeconds,
    });
    return {
      videoKey: claims.videoKey,
      uploadToken: tokens.sign(claims),
      expiresAt: expiresAt.toISOString(),
      uploadUrl: url,
      headers,
    };
  }

  async function startMultipart(claims: UploadClaims): Promise<UploadStarted> {
    const key = originalKey(claims.ownerId, claims.videoKey);
    const uploadId = await originals.createUpload({ key, contentType: claims.contentType });
    const numbers = allParts(claims.size)
      .slice(0, firstParts)
      .map(({ partNumber }) => partNumber);
    return {
      videoKey: claims.videoKey,
      uploadToken: tokens.sign({ ...claims, uploadId }),
      expiresAt: new Date(now() + limits.uploadSessionSeconds * 1_000).toISOString(),
      multipart: {
        ...partPlan(claims.size),
        parts: await signParts(originals, { ...claims, uploadId }, numbers),
      },
    };
  }

  return async function start(
    ownerId: string,
    { fileName, contentType: announced, size }: z.output<typeof StartUpload>,
  ): Promise<UploadStarted> {
    const contentType = fileType(announced, fileName);
    if (!contentType) throw new ApiError('unsupported_file_type');
    if (size > limits.uploadBytes) throw new ApiError('file_too_large');
    const claims = { videoKey: newVideoKey(), ownerId, fileName, contentType, size };
    return size <= limits.singlePutBytes ? startSingle(claims) : startMultipart(claims);
  };
}
