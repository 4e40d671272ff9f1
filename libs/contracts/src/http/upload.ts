import { z } from 'zod';
import { PersonId, VideoKey } from '../keys.ts';
import { limits } from '../limits.ts';
import { line } from './common.ts';

export const StartUpload = z
  .object({
    fileName: line(limits.fileName),
    contentType: z.string().max(100).describe('One of the accepted video types.'),
    size: z.int().min(1, 'The file is empty.').describe('Bytes, exactly.'),
  })
  .meta({ id: 'StartUpload' });

const Presigned = z.object({
  url: z.string(),
  headers: z.record(z.string(), z.string()).describe('Send exactly these with the bytes.'),
  expiresAt: z.iso.datetime(),
});

export const PartUrl = Presigned.extend({
  partNumber: z.int(),
  size: z.int().describe('Bytes of this part, exactly.'),
}).meta({ id: 'PartUrl' });
export type PartUrl = z.infer<typeof PartUrl>;

const Started = z.object({
  videoKey: VideoKey,
  uploadToken: z.string().describe('Proves whose upload this is; needed by every later call about it.'),
  expiresAt: z.iso.datetime(),
});

export const UploadStarted = z
  .union([
    Started.extend({ uploadUrl: z.string(), headers: z.record(z.string(), z.string()) }),
    Started.extend({
      multipart: z.object({
        partSize: z.int().describe('Bytes of every part but the last.'),
        partCount: z.int(),
        parts: z.array(PartUrl).describe('URLs of the first parts; ask for more as needed.'),
      }),
    }),
  ])
  .meta({ id: 'UploadStarted' });
export type UploadStarted = z.infer<typeof UploadStarted>;

export const uploadToken = z.string().min(1).max(4096);
/** Every call about a running upload carries its token in this header. */
export const uploadTokenHeader = 'x-upload-token';
export const UploadTokenHeaders = z.object({ [uploadTokenHeader]: uploadToken });
export const UploadParams = z.object({ videoKey: VideoKey });

export const PartUrlsQuery = z
  .object({
    partNumbers: z.array(z.int().min(1).max(10_000)).min(1).max(limits.partUrlsPerRequest),
  })
  .meta({ id: 'PartUrlsQuery' });
export const PartUrls = z.object({ parts: z.array(PartUrl) }).meta({ id: 'PartUrls' });

export const UploadedParts = z
  .object({
    partSize: z.int(),
    partCount: z.int(),
    size: z.int(),
    parts: z.array(z.object({ partNumber: z.int(), size: z.int(), etag: z.string() })),
  })
  .meta({ id: 'UploadedParts' });
export type UploadedParts = z.infer<typeof UploadedParts>;

/** The server reads the parts' ETags from S3 itself, so the body of complete is empty. */
export const UploadCompleted = z
  .object({ videoKey: VideoKey, size: z.int() })
  .meta({ id: 'UploadCompleted' });

/** `iss` and `aud` of the upload token. */
export const uploadTokenIssuer = 'matinee-upload-service';
export const uploadTokenAudience = 'matinee-uploads';

/** Claims of the upload token (JWT, HS256, signed by upload-service, verified by catalog-service). */
export const UploadClaims = z.object({
  videoKey: VideoKey,
  ownerId: PersonId,
  fileName: z.string(),
  contentType: z.string(),
  size: z.int(),
  /** S3's id of the multipart upload; absent for a single PUT. */
  uploadId: z.string().optional(),
});
export type UploadClaims = z.infer<typeof UploadClaims>;
