import { createApp, type App, type TokenVerifier } from '@matinee/service-kit';
import type { Config } from './config.ts';
import type { Job, SourceRef } from './domain/types.ts';
import { addAv1Pass } from './features/av1/routes.ts';
import { addPlaylists } from './features/playlists/routes.ts';
import type { PlaylistService } from './features/playlists/service.ts';
import type { EventStreams } from './features/progress/event-streams.ts';
import { addProgress } from './features/progress/routes.ts';
import type { Watcher } from './features/progress/watcher.ts';
import type { RetryRepository } from './features/retry/retry-repository.ts';
import { addRetry } from './features/retry/routes.ts';
import { addTasks } from './features/tasks/routes.ts';
import type { TaskService } from './features/tasks/service.ts';

export type AppParts = {
  tasks: TaskService;
  playlists: PlaylistService;
  watcher: Watcher;
  streams: EventStreams;
  retries: RetryRepository;
  sourceOf: (job: Job) => SourceRef;
  kick: () => void;
  readiness: () => Promise<void>;
  /** Replaces Cognito in specs. */
  verifier?: TokenVerifier;
};

/** The HTTP side, feature by feature. */
export async function buildApp(config: Config, parts: AppParts): Promise<App> {
  const { tasks, playlists, watcher, streams, retries, sourceOf, kick, readiness, verifier } = parts;
  const app = await createApp({ name: 'transcode', config, readiness, ...(verifier && { verifier }) });
  addPlaylists(app, playlists);
  addProgress(app, { watcher, streams });
  addRetry(app, { jobs: retries, sourceOf, kick });
  addAv1Pass(app, { jobs: retries, sourceOf, kick, offered: config.AV1_PASS !== 'off' });
  addTasks(app, tasks, [config.WORKER_TOKEN, config.WORKER_TOKEN_PREVIOUS]);
  return app;
}
