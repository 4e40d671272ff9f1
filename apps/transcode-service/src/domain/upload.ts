import { begin, restart } from './transitions.ts';
import type { Change, Job, SourceRef } from './types.ts';

export interface Upload {
  etag: string | null;
  size: number;
  sequencer: string | null;
}

/**
 * S3's sequencers order the events of one key: compare as text, after padding the shorter with zeros on the right
 * (docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html).
 */
export function isOlder(a: string | null, b: string | null): boolean {
  if (a === null || b === null) return false;
  const length = Math.max(a.length, b.length);
  return a.padEnd(length, '0') < b.padEnd(length, '0');
}

/**
 * What a file's arrival means for its job. A new job starts; the same file again means nothing; another file under
 * the same key (the presigned URL was used twice) starts over, because chunks of two files must never be joined.
 * A video that is ready stays what it was when it was published.
 */
export function receive(job: Job, isNew: boolean, file: Upload, source: SourceRef): Change {
  const facts = { sourceEtag: file.etag, sourceSize: file.size, sequencer: file.sequencer };
  if (isNew) {
    const start = begin(source);
    return { ...start, job: { ...start.job, ...facts } };
  }
  if (job.state === 'deleted' || job.state === 'ready') return {};
  if (file.etag === job.sourceEtag || isOlder(file.sequencer, job.sequencer)) return {};
  const again = restart(job, source);
  return { ...again, job: { ...again.job, ...facts } };
}
