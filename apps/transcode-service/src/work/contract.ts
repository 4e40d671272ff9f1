import { failureCodes } from '@matinee/contracts';
import { z } from 'zod';

/**
 * What passes between the server, which plans and keeps the books, and the workers, which touch media and have no
 * database. A message on the fast or bulk queue only says which task is waiting; the worker claims it over HTTP
 * (`/internal/transcodes/tasks/{taskId}/…`, bearer token, never routed by the edge) and gets a lease token that
 * every later call must carry. A lease that was lost is answered with 409, and the worker drops what it did.
 */
export const TaskMessage = z.object({ schemaVersion: z.literal(1), taskId: z.uuid() });
export type TaskMessage = z.infer<typeof TaskMessage>;

const Rational = z.object({ numerator: z.int().positive(), denominator: z.int().positive() });

/** One rung as it is to be encoded. Sizes in pixels, rates in bit/s. */
export const RungSpec = z.object({
  name: z.string().regex(/^v\d{2,4}$/),
  width: z.int().positive(),
  height: z.int().positive(),
  maxRate: z.int().positive(),
  bufferSize: z.int().positive(),
});

/** What the probe found and every later task needs. Plain data of libs/media's `SourceInfo`. */
export const Source = z.object({
  bucket: z.string(),
  key: z.string(),
  size: z.int().nonnegative(),
  /** Of the version that was probed: reading with If-Match never mixes two files under one key. */
  etag: z.string().optional(),
});

const VideoSource = z.object({
  frameRate: Rational,
  /** Seconds; added to every seek, because a transport stream may start anywhere. */
  startTime: z.number(),
  interlaced: z.boolean(),
  hdr: z.enum(['sdr', 'pq', 'hlg']),
  fullRange: z.boolean(),
  /** ffmpeg's index of the picture's stream. */
  index: z.int().nonnegative(),
  /** YUV matrix of the samples. */
  matrix: z.enum(['bt601', 'bt709', 'bt2020']),
  /** Upright, with square pixels: the poster is never larger. */
  width: z.int().positive(),
  height: z.int().positive(),
});

/** Tasks write below `{videoKey}/{attempt}/` in the media bucket; `attempt` is new for every claim. */
export const TaskSpec = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('probe'),
    source: Source,
    /** Transport and program streams may be copied into Matroska first; later tasks then read `result.source`. */
    remux: z.boolean().optional(),
  }),
  z.object({
    kind: z.literal('video'),
    source: Source,
    video: VideoSource,
    rungs: z.array(RungSpec).min(1),
    /** Index of the first 4 s segment, and the frames to encode from there; fewer come only at the true end. */
    firstSegment: z.int().nonnegative(),
    frames: z.int().positive(),
    framesPerSegment: z.int().positive(),
    poster: z.boolean(),
  }),
  z.object({
    kind: z.literal('audio'),
    source: Source,
    streamIndex: z.int().nonnegative(),
    /** Seconds at which the video starts: the audio's time zero. */
    startTime: z.number(),
    /** Exact length of the video's segments; the sound is cut next to the same places. */
    segmentSeconds: z.number().positive(),
    maxSeconds: z.number().positive(),
  }),
  z.object({
    kind: z.literal('finalize'),
    /** Text objects to write once, in this order: media playlists before the master. */
    playlists: z.array(z.object({ key: z.string(), text: z.string() })),
    /** The MP4 to build by remuxing, from keys of the media bucket in order. */
    mp4: z.object({
      key: z.string(),
      video: z.object({ init: z.string(), segments: z.array(z.string()).min(1) }),
      audio: z.object({ init: z.string(), segments: z.array(z.string()).min(1) }).nullable(),
    }),
  }),
]);
export type TaskSpec = z.infer<typeof TaskSpec>;

export const Claim = z.object({
  taskId: z.uuid(),
  videoKey: z.string(),
  leaseToken: z.uuid(),
  /** Seconds; a heartbeat renews it. */
  leaseSeconds: z.int().positive(),
  /** Prefix of this attempt's objects: `{videoKey}/{attempt}`. */
  prefix: z.string(),
  attempt: z.int().positive(),
  spec: TaskSpec,
});
export type Claim = z.infer<typeof Claim>;

/** A finished segment: object key, exact length in ticks of the init segment's timescale, size in bytes. */
export const SegmentOutput = z.object({
  index: z.int().nonnegative(),
  key: z.string(),
  ticks: z.int().positive(),
  bytes: z.int().positive(),
});
export type SegmentOutput = z.infer<typeof SegmentOutput>;

/** Segments of one rung (or of `audio`) that a task made. */
export const RenditionOutput = z.object({
  name: z.string().regex(/^(v\d{2,4}|audio)$/),
  initKey: z.string(),
  initSha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** RFC 6381 codec string read from the init segment. */
  codec: z.string(),
  timescale: z.int().positive(),
  segments: z.array(SegmentOutput),
});
export type RenditionOutput = z.infer<typeof RenditionOutput>;

const lease = { leaseToken: z.uuid() };

/** POST …/claim → 200 Claim, or 409 when there is nothing to do (done, cancelled, or claimed by another). */
export const ClaimRequest = z.object({ workerId: z.string().max(100) });
/** POST …/heartbeat → 200, or 409: the lease is lost or the video is gone; stop at once. */
export const Heartbeat = z.object({ ...lease });
/**
 * POST …/progress: segments that are uploaded while the task still runs (audio), all so far or only new ones.
 * Once it is answered with 200 they may stand in a playlist: the worker never removes them, whatever comes later.
 */
export const Progress = z.object({ ...lease, renditions: z.array(RenditionOutput) });
export type Progress = z.infer<typeof Progress>;
/** POST …/complete. */
export const Complete = z.object({
  ...lease,
  result: z.discriminatedUnion('kind', [
    /** ffprobe's JSON, untouched: the server interprets it with libs/media. */
    z.object({
      kind: z.literal('probe'),
      ffprobe: z.record(z.string(), z.unknown()),
      /** The copy that `ffprobe` describes, when one was made: every later task reads it in place of the upload. */
      source: Source.optional(),
    }),
    z.object({
      kind: z.literal('video'),
      /** Frames really encoded per rung; fewer than planned means the source ended here. */
      frames: z.int().nonnegative(),
      renditions: z.array(RenditionOutput),
      posterKey: z.string().nullable(),
    }),
    z.object({ kind: z.literal('audio'), renditions: z.array(RenditionOutput) }),
    z.object({ kind: z.literal('finalize'), mp4Bytes: z.int().positive() }),
  ]),
});
export type Complete = z.infer<typeof Complete>;
export type TaskResult = Complete['result'];
/** POST …/fail. Retriable failures are tried again a few times before the video fails with the code. */
export const Fail = z.object({
  ...lease,
  code: z.enum(failureCodes),
  retriable: z.boolean(),
  /** For the log only: last lines of the tool's output. */
  detail: z.string().max(4000),
});
export type Fail = z.infer<typeof Fail>;
/** POST …/release: handed back untouched (the worker stops); the next claim may come at once. */
export const Release = z.object({ ...lease });
/** Body of every 409. */
export const LeaseLost = z.object({ lost: z.literal(true) });
