import { CatalogEvent, parseOriginalKey, S3Event, S3TestEvent } from '@matinee/contracts';
import { done, type Handler, type Log } from '@matinee/messaging';
import { z } from 'zod';
import { receive } from '../../domain/upload.ts';
import { bury } from '../../domain/transitions.ts';
import type { SourceRef } from '../../domain/types.ts';
import type { IntakeRepository } from './intake-repository.ts';

/** What may lie on the intake queue: S3's notifications and the catalog's events, as they were published. */
export const IntakeMessage = z.union([CatalogEvent, S3Event, S3TestEvent]);
export type IntakeMessage = z.infer<typeof IntakeMessage>;

type S3Record = S3Event['Records'][number];

type Options = {
  jobs: IntakeRepository;
  originalsBucket: string;
  sourceOf: (file: {
    ownerId: string;
    videoKey: string;
    sourceSize: number;
    sourceEtag: string | null;
  }) => SourceRef;
  /** Removes what a deleted video still has; rejects while anything may be left. */
  clean: (videoKey: string) => Promise<void>;
  kick: () => void;
  log: Log;
};

/**
 * Turns uploads into jobs and deletions into tombstones. Messages come at least once and in any order; a deletion
 * wins over any upload of the same video, whichever is heard first.
 */
export function createIntakeHandler({ jobs, originalsBucket, sourceOf, clean, kick, log }: Options) {
  async function uploaded({ s3 }: S3Record): Promise<void> {
    const owner = parseOriginalKey(s3.object.key);
    if (!owner) return log.warn({ key: s3.object.key }, 'an object that is not an upload of ours');
    const file = {
      etag: s3.object.eTag ?? null,
      size: s3.object.size ?? 0,
      sequencer: s3.object.sequencer ?? null,
    };
    const source = sourceOf({ ...owner, sourceSize: file.size, sourceEtag: file.etag });
    const job = await jobs.arrive({ ...owner, ...file }, (job, isNew) =>
      // Nobody's file becomes part of somebody else's video, even if their keys were ever the same.
      job.ownerId === owner.ownerId ? receive(job, isNew, file, source) : {},
    );
    if (job.state === 'deleted') await clean(owner.videoKey);
  }

  async function deleted({ videoKey, ownerId }: CatalogEvent): Promise<void> {
    await jobs.bury({ videoKey, ownerId }, (job) => (job.state === 'deleted' ? {} : bury()));
    await clean(videoKey);
  }

  const handler: Handler<IntakeMessage> = async (message) => {
    if ('Event' in message) return done;
    if ('type' in message) await deleted(message);
    else {
      const ours = message.Records.filter(
        ({ eventName, s3 }) => /^(s3:)?ObjectCreated:/.test(eventName) && s3.bucket.name === originalsBucket,
      );
      for (const record of ours) await uploaded(record);
    }
    kick();
    return done;
  };
  return handler;
}
