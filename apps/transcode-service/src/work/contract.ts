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

const RungName = z.string().regex(/^(v|av1-)\d{2,4}$/);

/** One rung as it is to be encoded. Sizes in pixels, rates in bit/s. */
export const RungSpec = z.object({
  name: RungName,
  codec: z.enum(['h264', 'av1']).default('h264'),
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

/** Index of the upload's picture, for copying it: byte range of the `moov` box, and the track's number in it. */
const SampleIndex = z.object({
  offset: z.int().nonnegative(),
  size: z.int().positive(),
  track: z.int().nonnegative(),
});
/** As many segments as twelve hours have, and some more. */
const MOST_SEGMENTS = 20_000;

/** A picture that can be shown as it is: where it may be cut. Made by the worker with libs/media. */
export const Passthrough = z.object({
  index: SampleIndex,
  /** First sample of every segment, in decoding order, and the number of samples in all. */
  firstSamples: z.array(z.int().nonnegative()).min(2).max(MOST_SEGMENTS),
  /** First frame of every segment on the output clock, and where the picture ends. */
  startFrames: z.array(z.int().nonnegative()).min(2).max(MOST_SEGMENTS),
});
export type Passthrough = z.infer<typeof Passthrough>;

/** Small pictures for the scrub bar, `columns` in a row of a sheet. */
export const Storyboard = z.object({
  everyFrames: z.int().positive(),
  width: z.int().positive(),
  height: z.int().positive(),
  columns: z.int().positive(),
});

const video = {
  source: Source,
  video: VideoSource,
  rungs: z.array(RungSpec).min(1),
  firstSegment: z.int().nonnegative(),
  /** On the output clock. */
  firstFrame: z.int().nonnegative(),
  /** Frames to encode in each segment; fewer come only at the true end. */
  segmentFrames: z.array(z.int().positive()).min(1).max(MOST_SEGMENTS),
  /** Also makes a still that may become the poster. */
  stills: z.boolean(),
  /** Also makes the cells that lie in it; cell k shows frame `k × everyFrames`. Sizes in pixels. */
  storyboard: Storyboard.nullable(),
};

/** Tasks write below `{videoKey}/{attempt}/` in the media bucket; `attempt` is new for every claim. */
export const TaskSpec = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('probe'),
    source: Source,
    /** Transport and program streams may be copied into Matroska first; later tasks then read `result.source`. */
    remux: z.boolean().optional(),
  }),
  /** How hard the picture is to encode, from a few seconds of it. */
  z.object({
    kind: z.literal('analyze'),
    source: Source,
    video: VideoSource,
    rungs: z.array(RungSpec).min(1),
    /** As promised; null when nobody knows. */
    durationSeconds: z.number().positive().nullable(),
    /** Tasks that were planned before it was told have none. */
    gopSeconds: z.number().positive().nullable().default(null),
  }),
  z.object({ kind: z.literal('video'), ...video }),
  /** Like `video`, for the time in which the sound goes on after the picture: its last frame stands. */
  z.object({ kind: z.literal('hold'), ...video, holdFrom: z.int().positive() }),
  /** Segments of one rung that are the source's own samples. */
  z.object({
    kind: z.literal('copy'),
    source: Source,
    video: VideoSource,
    rung: RungSpec,
    index: SampleIndex,
    firstSegment: z.int().nonnegative(),
    firstFrame: z.int().nonnegative(),
    /** First sample of every segment to copy, and of the one after them. */
    firstSamples: z.array(z.int().nonnegative()).min(2).max(MOST_SEGMENTS),
  }),
  z.object({
    kind: z.literal('audio'),
    /** Of the rendition: `audio` is the one that is heard first. */
    name: z.string().regex(/^audio(-\d)?$/),
    source: Source,
    streamIndex: z.int().nonnegative(),
    channels: z.int().positive(),
    /** As promised; null when nobody knows. */
    durationSeconds: z.number().positive().nullable(),
    /** Also makes the waveform. */
    waveform: z.boolean(),
    /** There is no picture: also makes one, of the cover or of the waveform. */
    picture: z.boolean(),
    coverIndex: z.int().nonnegative().nullable(),
    /** Seconds at which the video starts: the audio's time zero. */
    startTime: z.number(),
    /** Exact length of the video's segments; the sound is cut next to the same places. */
    segmentSeconds: z.number().positive(),
    maxSeconds: z.number().positive(),
    /** Where the picture ends: a shorter sound goes on in silence until then, or players would wait for it. */
    padTo: z.number().positive().nullable(),
  }),
  z.object({
    kind: z.literal('finalize'),
    /** Texts to write once, in this order: media playlists before the master. */
    documents: z.array(
      z.object({ key: z.string(), type: z.enum(['hls', 'dash', 'vtt', 'json']), text: z.string() }),
    ),
    /** The MP4 to build by remuxing, from keys of the media bucket in order; null where there is one. */
    mp4: z
      .object({
        key: z.string(),
        video: z.object({ init: z.string(), segments: z.array(z.string()).min(1) }).nullable(),
        audio: z.object({ init: z.string(), segments: z.array(z.string()).min(1) }).nullable(),
      })
      .nullable(),
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
  /** No other task waits: cores would stay idle that this one can use. A server that does not tell is older. */
  alone: z.boolean().default(false),
  spec: TaskSpec,
});
export type Claim = z.infer<typeof Claim>;

/** A finished segment: object key, exact length in ticks of the init segment's timescale, size in bytes. */
export const SegmentOutput = z.object({
  index: z.int().nonnegative(),
  key: z.string(),
  ticks: z.int().positive(),
  bytes: z.int().positive(),
  /** Bytes from its beginning to the end of its first frame, a keyframe: what an I-frame playlist points to. */
  keyBytes: z.int().positive().optional(),
});
export type SegmentOutput = z.infer<typeof SegmentOutput>;

/** Segments of one rung (or of `audio`) that a task made. */
export const RenditionOutput = z.object({
  name: z.string().regex(/^(v\d{2,4}|av1-\d{2,4}|audio(-\d)?)$/),
  initKey: z.string(),
  initSha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** RFC 6381 codec string read from the init segment. */
  codec: z.string(),
  timescale: z.int().positive(),
  segments: z.array(SegmentOutput),
});
export type RenditionOutput = z.infer<typeof RenditionOutput>;

const lease = { leaseToken: z.uuid() };

/** A still that might stand for the video. */
export const Still = z.object({
  key: z.string(),
  seconds: z.number().nonnegative(),
  /** Mean luma, 16 is black. */
  luma: z.number(),
  /** Larger is sharper. */
  sharpness: z.number(),
});
export type Still = z.infer<typeof Still>;

/** POST …/claim → 200 Claim, or 409 when there is nothing to do (done, cancelled, or claimed by another). */
export const ClaimRequest = z.object({ workerId: z.string().max(100) });
/** POST …/heartbeat → 200, or 409: the lease is lost or the video is gone; stop at once. */
export const Heartbeat = z.object({
  ...lease,
  /** Of the task, as far as it is done. */
  fraction: z.number().min(0).max(1).optional(),
});
/**
 * POST …/progress: segments that are uploaded while the task still runs (audio), all so far or only new ones.
 * Once it is answered with 200 they may stand in a playlist: the worker never removes them, whatever comes later.
 */
export const Progress = z.object({ ...lease, renditions: z.array(RenditionOutput) });
export type Progress = z.infer<typeof Progress>;
const encoded = {
  /** Frames really encoded per rung; fewer than planned means the source ended here. */
  frames: z.int().nonnegative(),
  renditions: z.array(RenditionOutput),
  stills: z.array(Still).max(10).default([]),
  /** The sheet with the first cells of the task. */
  storyboard: z.object({ key: z.string(), cells: z.int().positive() }).nullable().default(null),
};

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
      /** Whether the picture can be copied, or why it has to be encoded anew. */
      passthrough: z
        .union([Passthrough, z.object({ reasons: z.array(z.string().max(40)).max(20) })])
        .optional(),
      /** Longest group of pictures in seconds, where the index told. */
      gopSeconds: z.number().positive().optional(),
    }),
    z.object({
      kind: z.literal('analyze'),
      /** What the rungs really need, in bit/s; a rung that is not named keeps its cap. */
      rungs: z.array(z.object({ name: RungName, maxRate: z.int().positive() })),
      /** Rungs that show nothing that the next smaller one does not. */
      drop: z.array(RungName),
    }),
    z.object({ kind: z.literal('video'), ...encoded }),
    z.object({ kind: z.literal('hold'), ...encoded }),
    z.object({ kind: z.literal('copy'), renditions: z.array(RenditionOutput) }),
    z.object({
      kind: z.literal('audio'),
      renditions: z.array(RenditionOutput),
      /** Without the silence at its end; null when nobody counted. */
      heardSeconds: z.number().nonnegative().nullable().default(null),
      waveformKey: z.string().nullable().default(null),
      posterKey: z.string().nullable().default(null),
    }),
    z.object({ kind: z.literal('finalize'), mp4Bytes: z.int().nonnegative() }),
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
