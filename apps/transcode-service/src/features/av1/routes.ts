import { ErrorBody, TranscodeParams } from '@matinee/contracts';
import { ApiError, limitRate, personOf, requirePerson, type App } from '@matinee/service-kit';
import { z } from 'zod';
import { addAv1, canAddAv1 } from '../../domain/av1.ts';
import type { Job, SourceRef } from '../../domain/types.ts';
import type { RetryRepository } from '../retry/retry-repository.ts';

type Options = { jobs: RetryRepository; sourceOf: (job: Job) => SourceRef; kick: () => void };

const Av1Started = z.object({
  videoKey: z.string(),
  /** `done` is also the answer to everybody who asks again later. */
  av1: z.enum(['encoding', 'finalizing', 'done']),
});

/** The owner's wish for smaller files: the same video in AV1 beside H.264. */
export function addAv1Pass(app: App, { jobs, sourceOf, kick }: Options): void {
  void app.register(async (scope: App) => {
    requirePerson(scope);
    limitRate(scope, { max: 30, windowSeconds: 60, key: (request) => personOf(request).id });
    scope.post(
      '/transcodes/:videoKey/av1',
      {
        schema: {
          tags: ['transcodes'],
          summary: 'Adds renditions in AV1 to a video that is ready',
          security: [{ bearer: [] }],
          params: TranscodeParams,
          body: z.object({}).nullish(),
          response: { 202: Av1Started, '4xx': ErrorBody, '5xx': ErrorBody },
        },
      },
      async (request, reply) => {
        const { videoKey } = request.params;
        const { id } = personOf(request);
        let av1: z.infer<typeof Av1Started>['av1'] = 'encoding';
        await jobs.change(videoKey, (job, tasks) => {
          // Somebody else's video is not told apart from none, so that keys cannot be tried out.
          if (!job || job.ownerId !== id || job.state === 'deleted') throw new ApiError('video_not_found');
          if (!canAddAv1(job, sourceOf(job))) throw new ApiError('not_playable_yet');
          const change = addAv1(job, tasks);
          const state = (change.job?.plan ?? job.plan)?.av1?.state;
          av1 = state === 'finalizing' || state === 'done' ? state : 'encoding';
          return change;
        });
        kick();
        return reply.code(202).send({ videoKey, av1 });
      },
    );
  });
}
