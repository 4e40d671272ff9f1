import { originalKey, type UploadClaims } from '@matinee/contracts';
import { ApiError } from '@matinee/service-kit';
import type { Storage } from '@matinee/storage';
import { checkParts } from './parts.ts';

/** The end of an upload. All of it may be repeated: a client that lost the answer asks again. */
export function createFinish({ originals }: { originals: Storage }) {
  /** @throws ApiError `absent` when there is no file, `upload_mismatch` when it is not the one announced */
  async function checkFile(key: string, size: number, absent: ConstructorParameters<typeof ApiError>[0]) {
    const file = await originals.head(key);
    if (!file) throw new ApiError(absent);
    if (file.size === size) return;
    const details = [{ path: 'size', message: `${file.size} of ${size} bytes are there.` }];
    throw new ApiError('upload_mismatch', { details });
  }

  async function completeMultipart(key: string, uploadId: string, size: number): Promise<void> {
    const parts = await originals.listParts({ key, uploadId });
    if (!parts) return checkFile(key, size, 'upload_not_found');
    const { wrong, missing } = checkParts(parts, size);
    if (wrong.length > 0) throw new ApiError('upload_mismatch', { details: wrong });
    if (missing.length > 0) throw new ApiError('upload_incomplete', { details: missing });
    const outcome = await originals.completeUpload({ key, uploadId }, parts);
    if (outcome === 'written') return;
    if (outcome === 'changed') throw new ApiError('upload_incomplete'); // a part is just arriving again
    // Another call completed it in the meantime, or its file is there and this upload is a leftover.
    if (outcome === 'exists') await originals.abortUpload({ key, uploadId });
    return checkFile(key, size, 'upload_not_found');
  }

  return {
    /** @throws ApiError `upload_incomplete`, `upload_mismatch`, `upload_not_found` */
    async complete({ ownerId, videoKey, size, uploadId }: UploadClaims) {
      const key = originalKey(ownerId, videoKey);
      if (uploadId) await completeMultipart(key, uploadId, size);
      else await checkFile(key, size, 'upload_incomplete');
      return { videoKey, size };
    },

    /**
     * Gives up an upload and frees what its parts take. A file that is complete stays: it is a video by now, and
     * catalog-service deletes videos.
     */
    async abort({ ownerId, videoKey, uploadId }: UploadClaims): Promise<void> {
      if (uploadId) await originals.abortUpload({ key: originalKey(ownerId, videoKey), uploadId });
    },
  };
}
