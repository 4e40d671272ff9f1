import { timingSafeEqual, createHash } from 'node:crypto';
import { Done, ErrorBody } from '@matinee/contracts';
import { ApiError, type App } from '@matinee/service-kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  Claim,
  ClaimRequest,
  Complete,
  Fail,
  Heartbeat,
  LeaseLost,
  Progress,
  Release,
} from '../../work/contract.ts';
import type { TaskService } from './service.ts';

/** Twelve hours of segments in one report fit. */
const BODY_LIMIT = 2 * 1024 * 1024;
const params = z.object({ taskId: z.uuid() });
const failures = { 409: LeaseLost, '4xx': ErrorBody, '5xx': ErrorBody };

/**
 * The workers' side of the books; see work/contract.ts. Not part of the public API, and not routed by the edge.
 * @param workerTokens the one that workers show now, and the one before
 */
export function addTasks(app: App, tasks: TaskService, workerTokens: readonly (string | undefined)[]): void {
  void app.register(
    async (scope: App) => {
      scope.addHook('onRequest', requireWorker(workerTokens));
      const route = <Body extends z.ZodType, Answer extends z.ZodType>(body: Body, answer: Answer) => ({
        bodyLimit: BODY_LIMIT,
        schema: { hide: true, params, body, response: { 200: answer, ...failures } },
      });
      // The message only says that something waits; which task is best is known here.
      scope.post('/:taskId/claim', route(ClaimRequest, Claim), async (request, reply) => {
        const claim = await tasks.claim(request.body.workerId);
        return claim ? reply.send(claim) : lost(reply);
      });
      scope.post('/:taskId/heartbeat', route(Heartbeat, Done), async ({ params, body }, reply) =>
        answer(reply, await tasks.heartbeat({ ...params, ...body })),
      );
      scope.post('/:taskId/progress', route(Progress, Done), async ({ params, body }, reply) =>
        answer(reply, await tasks.progress(params.taskId, body)),
      );
      scope.post('/:taskId/complete', route(Complete, Done), async ({ params, body }, reply) =>
        answer(reply, await tasks.complete(params.taskId, body)),
      );
      scope.post('/:taskId/fail', route(Fail, Done), async ({ params, body, log }, reply) => {
        const { code, retriable, detail } = body;
        log.warn({ taskId: params.taskId, failure: code, retriable, detail }, 'task failed');
        return answer(reply, await tasks.fail(params.taskId, body));
      });
      scope.post('/:taskId/release', route(Release, Done), async ({ params, body }, reply) =>
        answer(reply, await tasks.release(params.taskId, body.leaseToken)),
      );
    },
    { prefix: '/internal/transcodes/tasks' },
  );
}

const lost = (reply: FastifyReply) => reply.code(409).send({ lost: true });
const answer = (reply: FastifyReply, held: boolean) => (held ? reply.send({ ok: true }) : lost(reply));

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Digests have one length, so the comparison tells nothing of the token, not even its length. */
function requireWorker(workerTokens: readonly (string | undefined)[]) {
  const known = workerTokens.filter((token) => token !== undefined).map((token) => digest(`Bearer ${token}`));
  return async (request: FastifyRequest): Promise<void> => {
    const shown = digest(request.headers.authorization ?? '');
    if (!known.some((expected) => timingSafeEqual(shown, expected))) throw new ApiError('unauthenticated');
  };
}
