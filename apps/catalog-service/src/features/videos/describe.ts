import type { DescribeVideo, UploadClaims } from '@matinee/contracts';
import { ApiError, type Person } from '@matinee/service-kit';
import type { z } from 'zod';
import type { People } from '../people/index.ts';
import type { VideosRepository } from './repository.ts';
import type { VideoRow } from './rows.ts';

/** Reads an upload token. @throws ApiError `upload_token_invalid` */
export type VerifyUploadToken = (token: string) => UploadClaims;

type Options = {
  videos: VideosRepository;
  people: People;
  verifyUploadToken: VerifyUploadToken;
  now?: () => Date;
};

export type Description = z.output<typeof DescribeVideo>;

/**
 * Stores what a person says of their upload: before, during or after the bytes.
 * @throws ApiError `upload_token_invalid`, `upload_not_yours`, `video_already_described`, `upload_not_found`,
 *   `service_unavailable`
 */
export function createDescribe({ videos, people, verifyUploadToken, now = () => new Date() }: Options) {
  /** The token must be whole, the caller's own, and for this very video. */
  function checkUpload(person: Person, { uploadToken, videoKey }: Description): UploadClaims {
    const claims = verifyUploadToken(uploadToken);
    if (claims.ownerId !== person.id) throw new ApiError('upload_not_yours');
    if (claims.videoKey !== videoKey) throw new ApiError('upload_token_invalid');
    return claims;
  }

  /** A second time is an error, unless it is the first one repeated (same Idempotency-Key, same owner). */
  async function again(person: Person, videoKey: string, idempotencyKey: string | null): Promise<VideoRow> {
    const known = await videos.find(videoKey);
    if (!known || known.deletedAt) throw new ApiError('upload_not_found');
    const repeated = idempotencyKey !== null && known.idempotencyKey === idempotencyKey;
    if (!repeated || known.ownerId !== person.id) throw new ApiError('video_already_described');
    return known;
  }

  return async function describe(
    person: Person,
    description: Description,
    idempotencyKey: string | null,
  ): Promise<VideoRow> {
    const { fileName } = checkUpload(person, description);
    const { videoKey, displayName, visibility } = description;
    const uploadTime = now();
    uploadTime.setUTCMilliseconds(0); // the column has whole seconds, and MySQL would round up into the future
    const added = await videos.add({
      videoKey,
      ownerId: person.id,
      email: await people.emailOf(person),
      displayName,
      description: description.description ?? '',
      visibility,
      fileName,
      idempotencyKey,
      uploadTime,
    });
    if (!added) return again(person, videoKey, idempotencyKey);
    const row = await videos.find(videoKey);
    if (!row) throw new ApiError('upload_not_found');
    return row;
  };
}
