import { allow } from '../components/statement.ts';
import { common, token } from './environment.ts';
import type { Part } from './part.ts';

export const upload: Part = {
  name: 'upload',
  image: 'upload',
  environment: (facts) => ({ ...common(facts), ORIGINALS_BUCKET: facts.buckets.originals.name }),
  secrets: ({ secrets }) => token('UPLOAD_TOKEN_SECRET', secrets.uploadToken),
  statements: ({ buckets: { originals } }) => [
    // Presigned URLs carry the rights of who signs: one PUT, or the parts of a multipart upload. GetObject is for HEAD.
    allow(
      'UploadOriginals',
      ['s3:PutObject', 's3:GetObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
      [`${originals.arn}/*/*/source`],
    ),
    // Without it S3 answers HEAD of what has not arrived yet with 403 instead of 404.
    allow('UploadSeeMissing', ['s3:ListBucket'], [originals.arn]),
  ],
};
