/** Limits that several parts of the product must agree on. Sizes in bytes, times in seconds. */
export const MiB = 1024 ** 2;
export const GiB = 1024 ** 3;

export const limits = {
  /** Largest source file. */
  uploadBytes: 20 * GiB,
  /** Up to here one presigned PUT, above it multipart. */
  singlePutBytes: 64 * MiB,
  /** S3: at most 10,000 parts of at least 5 MiB (docs.aws.amazon.com, "Amazon S3 multipart upload limits"). */
  partBytes: 16 * MiB,
  /** Part URLs handed out in one answer. */
  partUrlsPerRequest: 100,
  /** Presigned upload URLs; long enough for one slow part, renewed on demand. */
  uploadUrlSeconds: 3600,
  /** An upload that is not finished by then is removed: by a lifecycle rule of the bucket, which counts in days. */
  uploadSessionSeconds: 7 * 24 * 3600,
  uploadSessionDays: 7,
  /** `watchUrl`, and cookies and URLs for /media. */
  watchUrlSeconds: 6 * 3600,
  displayName: 255,
  description: 5000,
  fileName: 255,
  /** Stills that an owner may choose the poster from. */
  posters: 6,
  pageSize: 100,
  defaultPageSize: 20,
} as const;

/** Part size for a file: 16 MiB parts, larger only where 10,000 parts would not reach. */
export function partPlan(size: number): { partSize: number; partCount: number } {
  const partSize = Math.max(limits.partBytes, Math.ceil(size / 10_000 / MiB) * MiB);
  return { partSize, partCount: Math.ceil(size / partSize) };
}
