import { ErrorBody, RetryStarted, TranscodeParams } from '@matinee/contracts';
import { ApiError, limitRate, personOf, requirePerson, type App } from '@matinee/service-kit';
import { z } from 'zod';
import { isRetryable, restart } from '../../domain/transitions.ts';
import type { Job, SourceRef } from '../../domain/types.ts';
import type { RetryRepository } from './retry-repository.ts';

type Options = { jobs: RetryRepository; sourceOf: (job: Job) => SourceRef; kick: () => void };

/** The owner's "try again": the original was kept, so processing starts over from it. */
export function addRetry(app: App, { jobs, sourceOf, kick }: Options): void {
  void app.register(async (scope: App) => {
    requirePerson(scope);
    limitRate(scope, { max: 30, windowSeconds: 60, key: (request) => personOf(request).id });
    scope.post(
      '/transcodes/:videoKey/retry',
      {
        schema: {
          tags: ['transcodes'],
          summary: 'Starts processing of a failed video again',
          security: [{ bearer: [] }],
          params: TranscodeParams,
          body: z.object({}).nullish(),
          response: { 202: RetryStarted, '4xx': ErrorBody, '5xx': ErrorBody },
        },
      },
      async (request, reply) => {
        const { videoKey } = request.params;
        const { id } = personOf(request);
        await jobs.change(videoKey, (job) => {
          // Somebody else's video is not told apart from none, so that keys cannot be tried out.
          if (!job || job.ownerId !== id || job.state === 'deleted') throw new ApiError('video_not_found');
          if (!isRetryable(job)) throw new ApiError('not_retryable');
          return restart(job, sourceOf(job));
        });
        kick();
        return reply.code(202).send({ videoKey, status: 'processing' as const });
      },
    );
  });
}
