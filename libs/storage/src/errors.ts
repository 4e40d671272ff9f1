import { S3ServiceException } from '@aws-sdk/client-s3';

/** The object that was to be read is not there. */
export class ObjectNotFoundError extends Error {
  override name = 'ObjectNotFoundError';
}

/** Fewer or other bytes came than S3 announced. */
export class TruncatedReadError extends Error {
  override name = 'TruncatedReadError';
}

const status = (error: unknown) =>
  error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;

export const isNoSuchUpload = (error: unknown) =>
  error instanceof S3ServiceException && error.name === 'NoSuchUpload';
/** A part that is not there, or not with the ETag it was named with. */
export const isInvalidPart = (error: unknown) =>
  error instanceof S3ServiceException && error.name === 'InvalidPart';
/** HEAD has no body, so its 404 has no code either. */
export const isNotFound = (error: unknown) => status(error) === 404 && !isNoSuchUpload(error);
/** `If-None-Match: *` met an object. */
export const isAlreadyThere = (error: unknown) => status(error) === 412;
/** Another conditional write to the same key is under way ("PutObject", ConditionalRequestConflict). */
export const isConflict = (error: unknown) => status(error) === 409;
