import {
  ErrorBody,
  PartUrl,
  PartUrls,
  PartUrlsQuery,
  StartUpload,
  UploadCompleted,
  UploadedParts,
  UploadParams,
  UploadStarted,
  UploadTokenHeaders,
} from '@matinee/contracts';
import { limitRate, personOf, requirePerson, type App, type UploadTokens } from '@matinee/service-kit';
import type { Storage } from '@matinee/storage';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { UploadConfig } from '../../config.ts';
import { createFinish } from './finish.ts';
import { createResume } from './resume.ts';
import { createStart } from './start.ts';
import { claimsOf } from './token.ts';

type Options = { originals: Storage; tokens: UploadTokens; config: UploadConfig };

const errors = { '4xx': ErrorBody, '5xx': ErrorBody } as const;
/** These calls have nothing to say beyond their address and token. */
const noBody = z.object({}).nullish();
const about = { params: UploadParams, headers: UploadTokenHeaders };

const UploadUrl = PartUrl.pick({ headers: true, expiresAt: true })
  .extend({ uploadUrl: z.string() })
  .meta({ id: 'UploadUrl' });

/** Uploads, for logged-in people. Bytes never come here: answers carry URLs of S3. */
export async function uploadRoutes(scope: App, { originals, tokens, config }: Options): Promise<void> {
  requirePerson(scope);
  const limit = (routes: App, max: number) =>
    limitRate(routes, {
      max,
      windowSeconds: config.RATE_WINDOW_SECONDS,
      key: (request) => personOf(request).id,
    });

  await scope.register(async (routes: App) => {
    limit(routes, config.UPLOADS_PER_PERSON);
    const start = createStart({ originals, tokens });
    routes.post(
      '/videos/upload',
      {
        schema: {
          summary: 'Begin an upload: one PUT up to 64 MiB, parts above',
          body: StartUpload,
          response: { 201: UploadStarted, ...errors },
        },
      },
      async (request, reply) => reply.code(201).send(await start(personOf(request).id, request.body)),
    );
  });

  await scope.register(async (routes: App) => {
    limit(routes, config.CALLS_PER_PERSON);
    runningUploadRoutes(routes, originals, (request) => claimsOf(request, tokens));
  });
}

function runningUploadRoutes(
  routes: App,
  originals: Storage,
  claims: (request: FastifyRequest) => ReturnType<typeof claimsOf>,
): void {
  const resume = createResume({ originals });
  const finish = createFinish({ originals });

  routes.post(
    '/videos/upload/:videoKey/parts',
    {
      schema: {
        summary: 'URLs for parts',
        ...about,
        body: PartUrlsQuery,
        response: { 200: PartUrls, ...errors },
      },
    },
    async (request) => ({ parts: await resume.partUrls(claims(request), request.body.partNumbers) }),
  );

  routes.get(
    '/videos/upload/:videoKey/parts',
    { schema: { summary: 'Parts that have arrived', ...about, response: { 200: UploadedParts, ...errors } } },
    async (request) => resume.uploadedParts(claims(request)),
  );

  routes.post(
    '/videos/upload/:videoKey/url',
    {
      schema: {
        summary: 'Another URL for an upload in one PUT',
        ...about,
        body: noBody,
        response: { 200: UploadUrl, ...errors },
      },
    },
    async (request) => resume.url(claims(request)),
  );

  routes.post(
    '/videos/upload/:videoKey/complete',
    {
      schema: {
        summary: 'Check what arrived and make it the video’s file',
        ...about,
        body: noBody,
        response: { 200: UploadCompleted, ...errors },
      },
    },
    async (request) => finish.complete(claims(request)),
  );

  routes.delete(
    '/videos/upload/:videoKey',
    { schema: { summary: 'Give up an upload', ...about, response: { 204: z.null(), ...errors } } },
    async (request, reply) => {
      await finish.abort(claims(request));
      return reply.code(204).send(null);
    },
  );
}
