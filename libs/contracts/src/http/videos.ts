import { z } from 'zod';
import { failureCodes } from '../failures.ts';
import { VideoKey } from '../keys.ts';
import { limits } from '../limits.ts';
import { line, paragraphs } from './common.ts';
import { uploadToken } from './upload.ts';

export const VideoStatus = z
  .enum(['uploading', 'processing', 'playable', 'ready', 'failed'])
  .meta({ id: 'VideoStatus' });
export type VideoStatus = z.infer<typeof VideoStatus>;

/** public: listed · unlisted: by link only · private: for its owner only. */
export const Visibility = z.enum(['public', 'unlisted', 'private']).meta({ id: 'Visibility' });
export type Visibility = z.infer<typeof Visibility>;

/** audio: there is sound but no moving picture. */
export const Medium = z.enum(['video', 'audio']).meta({ id: 'Medium' });
export type Medium = z.infer<typeof Medium>;

/** partial_source: only part of the file could be read, the rest is missing or damaged. */
export const VideoWarning = z.enum(['partial_source']).meta({ id: 'VideoWarning' });
export type VideoWarning = z.infer<typeof VideoWarning>;

const text = {
  displayName: line(limits.displayName),
  description: paragraphs(limits.description),
  visibility: Visibility,
};

export const DescribeVideo = z
  .object({
    videoKey: VideoKey,
    uploadToken,
    displayName: text.displayName,
    description: text.description.optional(),
    visibility: text.visibility.default('public'),
  })
  .meta({ id: 'DescribeVideo' });

export const EditVideo = z
  .object({ ...text, posterKey: z.string().max(255).describe('The `key` of one of the video’s `posters`.') })
  .partial()
  .refine((edit) => Object.keys(edit).length > 0, 'Nothing to change.')
  .meta({ id: 'EditVideo' });

export const VideoParams = z.object({ videoID: VideoKey });

export const ListVideosQuery = z.object({
  limit: z.coerce.number().int().min(1).max(limits.pageSize).default(limits.defaultPageSize),
  cursor: z.string().max(200).optional(),
});

export const Failure = z
  .object({ code: z.enum(failureCodes), message: z.string(), retryable: z.boolean() })
  .meta({ id: 'Failure' });

const summary = {
  videoKey: VideoKey,
  displayName: z.string(),
  uploadTime: z.iso.datetime(),
  isTranscoded: z.boolean(),
  visibility: Visibility,
  status: VideoStatus,
  progress: z.number().min(0).max(1),
  durationSeconds: z.number().nullable(),
  width: z.int().nullable(),
  height: z.int().nullable(),
  posterUrl: z.string().nullable().describe('Same-origin, signed URL of a JPEG.'),
};

/** A row of a list. */
export const VideoSummary = z.object(summary).meta({ id: 'VideoSummary' });
export type VideoSummary = z.infer<typeof VideoSummary>;

export const VideoList = z
  .object({ items: z.array(VideoSummary), nextCursor: z.string().nullable() })
  .meta({ id: 'VideoList' });
export type VideoList = z.infer<typeof VideoList>;

export const Playback = z
  .object({
    hlsUrl: z.string().describe('Master playlist; growing while the video is processed.'),
    dashUrl: z.string().nullable().describe('DASH manifest; null while segments are still being added.'),
    complete: z.boolean().describe('False while segments are still being added.'),
    medium: Medium,
    heights: z.array(z.int()).describe('Short sides of the rungs that can be played now.'),
    storyboardUrl: z
      .string()
      .nullable()
      .describe('WebVTT whose cues are parts of pictures (`#xywh=`), for the scrub bar.'),
    waveformUrl: z.string().nullable().describe('JSON with the peaks of the sound.'),
  })
  .meta({ id: 'Playback' });

/** A still of the video that may become its poster. */
export const PosterChoice = z
  .object({
    key: z.string().describe('What `PATCH` takes as `posterKey`.'),
    url: z.string().describe('Same-origin, signed URL of a JPEG.'),
    chosen: z.boolean().describe('It is the poster now.'),
  })
  .meta({ id: 'PosterChoice' });
export type PosterChoice = z.infer<typeof PosterChoice>;

/** One video. `isOwner` and what follows it: only for the person who uploaded it. */
export const Video = z
  .object({
    ...summary,
    description: z.string(),
    watchUrl: z.string().nullable().describe('Presigned S3 URL of an MP4; null until there is one.'),
    playback: Playback.nullable(),
    isOwner: z.boolean(),
    email: z.string().optional(),
    fileName: z.string().optional(),
    failure: Failure.nullable().optional(),
    warnings: z.array(VideoWarning).optional(),
    posters: z.array(PosterChoice).optional(),
  })
  .meta({ id: 'Video' });
export type Video = z.infer<typeof Video>;

/** A row of "my videos". */
export const OwnVideo = VideoSummary.extend({
  description: z.string(),
  fileName: z.string(),
  failure: Failure.nullable(),
  warnings: z.array(VideoWarning),
}).meta({ id: 'OwnVideo' });
export type OwnVideo = z.infer<typeof OwnVideo>;
export const OwnVideoList = z
  .object({ items: z.array(OwnVideo), nextCursor: z.string().nullable() })
  .meta({ id: 'OwnVideoList' });
