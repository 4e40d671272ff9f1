export type { S3Target } from './clients.ts';
export { ObjectNotFoundError, TruncatedReadError } from './errors.ts';
export type { DeleteReport, ListedObject } from './listing.ts';
export type { Part } from './multipart.ts';
export type { PresignedUpload } from './presign.ts';
export type { ObjectHead, ReadOptions } from './read.ts';
export { signMedia, type MediaCookies, type MediaSigner } from './sign-media.ts';
export { createStorage, type Storage, type StorageOptions } from './storage.ts';
export type { Description, PutOptions } from './write.ts';
