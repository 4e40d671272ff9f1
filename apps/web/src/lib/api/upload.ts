import {
  PartUrl,
  PartUrls,
  UploadedParts,
  UploadStarted,
  uploadTokenHeader,
  type DescribeVideo,
} from '@matinee/contracts';
import { z } from 'zod';
import type { UploadServer, UploadSession } from '@/features/upload/engine/types.ts';
import type { Api } from './client.ts';

const token = (session: UploadSession) => ({ [uploadTokenHeader]: session.uploadToken });
const path = (session: UploadSession) => `/videos/upload/${encodeURIComponent(session.videoKey)}`;

const UploadUrl = PartUrl.pick({ headers: true, expiresAt: true }).extend({ uploadUrl: z.string() });

/** Another URL for an upload in one PUT, as if it were a part. */
async function wholeUrl(api: Api, session: UploadSession, signal: AbortSignal): Promise<PartUrl> {
  const headers = token(session);
  const options = { method: 'POST', headers, answer: UploadUrl, idempotent: true, signal } as const;
  const { uploadUrl, ...rest } = await api(`${path(session)}/url`, options);
  return { ...rest, url: uploadUrl, partNumber: 1, size: session.size };
}

/** The engine has the patience for all of these calls, but short hiccups need not show. */
export const uploadServer = (api: Api): UploadServer => ({
  start: (body, signal) => api('/videos/upload', { method: 'POST', body, answer: UploadStarted, signal }),
  partUrls: async (session, partNumbers, signal) => {
    if (session.single) return [await wholeUrl(api, session, signal)];
    const body = { partNumbers };
    const options = {
      method: 'POST',
      body,
      headers: token(session),
      answer: PartUrls,
      idempotent: true,
      signal,
    } as const;
    return (await api(`${path(session)}/parts`, options)).parts;
  },
  uploadedParts: (session, signal) =>
    api(`${path(session)}/parts`, { headers: token(session), answer: UploadedParts, signal }),
  complete: async (session, signal) => {
    const headers = token(session);
    await api(`${path(session)}/complete`, {
      method: 'POST',
      headers,
      answer: z.unknown(),
      idempotent: true,
      signal,
    });
  },
});

export const abandonUpload = (api: Api, session: UploadSession) =>
  api(path(session), { method: 'DELETE', headers: token(session), answer: z.unknown() });

export const describeVideo = (api: Api, body: z.input<typeof DescribeVideo>, idempotencyKey: string) =>
  api('/videos/metadata', {
    method: 'POST',
    body,
    headers: { 'idempotency-key': idempotencyKey },
    answer: z.unknown(),
    idempotent: true,
    keepalive: true,
  });
