import {
  VideoAv1,
  OwnVideoList,
  RetryStarted,
  Video,
  VideoList,
  VideoProgress,
  type EditVideo,
} from '@matinee/contracts';
import { z } from 'zod';
import type { Api } from './client.ts';

const page = (cursor: string | null, limit: number) =>
  new URLSearchParams({ limit: String(limit), ...(cursor === null ? {} : { cursor }) }).toString();

/** Cards per page: fills whole rows at 2, 3, 4 and 6 columns. */
const cardsPerPage = 24;

export const listVideos = (api: Api, cursor: string | null, signal?: AbortSignal) =>
  api(`/videos?${page(cursor, cardsPerPage)}`, { answer: VideoList, signal });

/** Also sets the cookies that open /media/{videoKey}/*. */
export const getVideo = (api: Api, videoKey: string, signal?: AbortSignal) =>
  api(`/videos/${encodeURIComponent(videoKey)}`, { answer: Video, signal });

export const listOwnVideos = (api: Api, cursor: string | null, signal?: AbortSignal) =>
  api(`/users/me/videos?${page(cursor, 50)}`, { answer: OwnVideoList, signal });

export const editVideo = (api: Api, videoKey: string, edit: z.infer<typeof EditVideo>) =>
  api(`/videos/${encodeURIComponent(videoKey)}`, {
    method: 'PATCH',
    body: edit,
    answer: z.unknown(),
    // The same edit twice is the same edit.
    idempotent: true,
  });

export const deleteVideo = (api: Api, videoKey: string) =>
  api(`/videos/${encodeURIComponent(videoKey)}`, { method: 'DELETE', answer: z.unknown() });

export const retryVideo = (api: Api, videoKey: string) =>
  api(`/transcodes/${encodeURIComponent(videoKey)}/retry`, { method: 'POST', answer: RetryStarted });

/** Where the same picture in AV1 stands, for the owner of the video. */
export const getAv1 = (api: Api, videoKey: string, signal?: AbortSignal) =>
  api(`/transcodes/${encodeURIComponent(videoKey)}/av1`, { answer: VideoAv1, signal });

/** Asks for the same picture in AV1. Asked again, it goes on where it stopped, and does nothing where it is under way. */
export const askForAv1 = (api: Api, videoKey: string) =>
  api(`/transcodes/${encodeURIComponent(videoKey)}/av1`, {
    method: 'POST',
    answer: VideoAv1,
    idempotent: true,
  });

/** How far one's own video is. */
export const getProgress = (api: Api, videoKey: string, signal?: AbortSignal) =>
  api(`/transcodes/${encodeURIComponent(videoKey)}/progress`, { answer: VideoProgress, signal });
