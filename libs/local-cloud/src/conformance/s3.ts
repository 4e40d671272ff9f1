import { beforeEach, describe } from 'vitest';
import { type S3Target, createBench } from './s3/bench.ts';
import { listingConformance } from './s3/listing.ts';
import { multipartConformance } from './s3/multipart.ts';
import { objectsConformance } from './s3/objects.ts';
import { presignedConformance } from './s3/presigned.ts';
import { rangesConformance } from './s3/ranges.ts';

export type { S3Target };

/**
 * What holds on Amazon S3 and must hold on every stand-in, for the operations the product uses. One `describe` block.
 * `target` is asked when a test runs, so clients may be made in a beforeAll.
 */
export function s3Conformance(target: () => S3Target): void {
  describe('S3', () => {
    const bench = createBench(target);
    beforeEach(() => bench.newPrefix());

    objectsConformance(bench);
    rangesConformance(bench);
    listingConformance(bench);
    multipartConformance(bench);
    presignedConformance(bench);
  });
}
