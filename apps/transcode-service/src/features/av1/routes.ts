import { ErrorBody, TranscodeParams, VideoAv1 } from '@matinee/contracts';
import { ApiError, limitRate, personOf, requirePerson, type App } from '@matinee/service-kit';
import { z } from 'zod';
import { addAv1, av1StateOf, canAddAv1 } from '../../domain/av1.ts';
import type { Job, SourceRef } from '../../domain/types.ts';
import type { RetryRepository } from '../retry/retry-repository.ts';

type Options = {
  jobs: RetryRepository;
  sourceOf: (job: Job) => SourceRef;
  kick: () => void;
  /** Whether owners may ask for it here. */
  offered: boolean;
};

const errors = { '4xx': ErrorBody, '5xx': ErrorBody };

/** Somebody else's video is not told apart from none, so that keys cannot be tried out. */
function own(job: Job | undefined, personId: string): Job {
  if (!job || job.ownerId !== personId || job.state === 'deleted') throw new ApiError('video_not_found');
  return job;
}

/** The owner's wish for smaller files: the same video in AV1 beside H.264. */
export function addAv1Pass(app: App, { jobs, sourceOf, kick, offered }: Options): void {
  void app.register(async (scope: App) => {
    requirePerson(scope);
    limitRate(scope, { max: 120, windowSeconds: 60, key: (request) => personOf(request).id });
    scope.get(
      '/transcodes/:videoKey/av1',
      {
        schema: {
          tags: ['transcodes'],
          summary: 'Where the renditions in AV1 of a video stand, for its owner',
          security: [{ bearer: [] }],
          params: TranscodeParams,
          response: { 200: VideoAv1, ...errors },
        },
      },
      async (request) => {
        const { videoKey } = request.params;
        const job = own(await jobs.find(videoKey), personOf(request).id);
        const state = av1StateOf(job, sourceOf(job));
        // What there is stays, also where no more is made.
        return { videoKey, av1: offered || state === 'done' ? state : ('off' as const) };
      },
    );
    if (!offered) return;
    scope.post(
      '/transcodes/:videoKey/av1',
      {
        schema: {
          tags: ['transcodes'],
          summary:
            'Adds renditions in AV1 to a video that is ready; `done` also for everybody who asks later',
          security: [{ bearer: [] }],
          params: TranscodeParams,
          body: z.object({}).nullish(),
          response: { 202: VideoAv1, ...errors },
        },
      },
      async (request, reply) => {
        const { videoKey } = request.params;
        let av1: z.infer<typeof VideoAv1>['av1'] = 'encoding';
        await jobs.change(videoKey, (held, tasks) => {
          const job = own(held, personOf(request).id);
          const upload = sourceOf(job);
          if (!canAddAv1(job, upload)) throw new ApiError('not_playable_yet');
          const change = addAv1(job, tasks);
          av1 = av1StateOf({ ...job, ...change.job }, upload);
          return change;
        });
        kick();
        return reply.code(202).send({ videoKey, av1 });
      },
    );
  });
}
