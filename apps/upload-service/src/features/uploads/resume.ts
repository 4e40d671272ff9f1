import {
  limits,
  originalKey,
  partPlan,
  type PartUrl,
  type UploadClaims,
  type UploadedParts,
} from '@matinee/contracts';
import { ApiError } from '@matinee/service-kit';
import type { Storage } from '@matinee/storage';
import { signParts } from './part-urls.ts';
import { allParts, sizeOfPart } from './parts.ts';

/** What a client needs to go on with an upload: URLs, and what is there already. */
export function createResume({ originals }: { originals: Storage }) {
  return {
    /** @throws ApiError `invalid_request` for a part that is not in the plan */
    async partUrls(claims: UploadClaims, partNumbers: readonly number[]): Promise<PartUrl[]> {
      const { uploadId, size } = claims;
      if (!uploadId) throw notOfThisKind('This upload has no parts; ask for its URL.');
      const details = partNumbers.flatMap((partNumber, index) =>
        sizeOfPart(partNumber, size) === undefined
          ? [{ path: `body/partNumbers/${index}`, message: `There is no part ${partNumber}.` }]
          : [],
      );
      if (details.length > 0) throw new ApiError('invalid_request', { details });
      return signParts(originals, { ...claims, uploadId }, [...new Set(partNumbers)]);
    },

    /** Another URL for a single PUT whose first one has expired. */
    async url({ ownerId, videoKey, contentType, size, uploadId }: UploadClaims) {
      if (uploadId) throw notOfThisKind('This upload goes in parts; ask for their URLs.');
      const { url, headers, expiresAt } = await originals.presignPut({
        key: originalKey(ownerId, videoKey),
        contentType,
        size,
        expiresSeconds: limits.uploadUrlSeconds,
      });
      return { uploadUrl: url, headers, expiresAt: expiresAt.toISOString() };
    },

    /**
     * The parts that have arrived; a single PUT is one part. Of a file that is complete, all of them.
     * @throws ApiError `upload_not_found` when it was aborted or has expired
     */
    async uploadedParts({ ownerId, videoKey, size, uploadId }: UploadClaims): Promise<UploadedParts> {
      const key = originalKey(ownerId, videoKey);
      const plan = uploadId ? partPlan(size) : { partSize: size, partCount: 1 };
      const arrived = uploadId ? await originals.listParts({ key, uploadId }) : undefined;
      if (arrived) return { ...plan, size, parts: arrived };
      const file = await originals.head(key);
      if (!file && uploadId) throw new ApiError('upload_not_found');
      if (!file) return { ...plan, size, parts: [] };
      const complete = uploadId ? allParts(size) : [{ partNumber: 1, size: file.size }];
      return { ...plan, size, parts: complete.map((part) => ({ ...part, etag: file.etag })) };
    },
  };
}

const notOfThisKind = (message: string) =>
  new ApiError('invalid_request', { details: [{ path: 'params/videoKey', message }] });
