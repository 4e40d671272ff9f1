import { limits, originalKey, type PartUrl } from '@matinee/contracts';
import type { Storage } from '@matinee/storage';
import { sizeOfPart } from './parts.ts';

type Upload = { ownerId: string; videoKey: string; size: number; uploadId: string };

/** Presigned URLs of parts that exist in the plan, each for exactly its length. */
export const signParts = (
  originals: Pick<Storage, 'presignPart'>,
  { ownerId, videoKey, size, uploadId }: Upload,
  partNumbers: readonly number[],
): Promise<PartUrl[]> =>
  Promise.all(
    partNumbers.map(async (partNumber) => {
      const part = { partNumber, size: sizeOfPart(partNumber, size)! };
      const { url, headers, expiresAt } = await originals.presignPart({
        key: originalKey(ownerId, videoKey),
        uploadId,
        ...part,
        expiresSeconds: limits.uploadUrlSeconds,
      });
      return { ...part, url, headers, expiresAt: expiresAt.toISOString() };
    }),
  );
