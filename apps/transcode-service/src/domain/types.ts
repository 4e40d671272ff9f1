import type { FailureCode } from '@matinee/contracts';
import type { Grid, Rational, Storyboard } from '@matinee/media';
import type { Passthrough, Still, TaskSpec } from '../work/contract.ts';

export type JobState =
  'queued' | 'probing' | 'encoding' | 'playable' | 'finalizing' | 'ready' | 'failed' | 'deleted';
export type TaskState = 'pending' | 'running' | 'done' | 'cancelled' | 'failed';
export type TaskKind = TaskSpec['kind'];
export type Lane = 'fast' | 'bulk';

type VideoSpec = Extract<TaskSpec, { kind: 'video' }>;
export type RungSpec = VideoSpec['rungs'][number];
/** Where the uploaded file is. */
export type SourceRef = VideoSpec['source'];

export interface AudioTrack {
  /** Of its rendition. */
  name: string;
  streamIndex: number;
  channels: number;
  /** ISO 639, where the file tells. */
  language: string | null;
}

/** Something about the result that its owner should know. */
export type Warning = 'partial_source';

/** A second pass over a finished video: the same picture in AV1 (domain/av1.ts). */
export interface Av1Pass {
  state: 'encoding' | 'finalizing' | 'done' | 'failed';
  rungs: RungSpec[];
}

/** What was decided after the probe, and what became known since. */
export interface Plan {
  /** What tasks read: the upload, or a mended copy of it. */
  source: SourceRef;
  /** Null when there is only sound. */
  video: VideoSpec['video'] | null;
  /** Of the output clock, which counts frames; thousandths of a second where there is no picture. */
  clock: Rational;
  /** Smallest first. */
  rungs: RungSpec[];
  /** The same for all rungs. */
  grid: Grid;
  /** Longest group of pictures in the source (seconds), where it is known. */
  gopSeconds: number | null;
  /** The largest rung is the source's own picture; null when it has to be encoded anew. */
  passthrough: Passthrough | null;
  /** Why it is not. */
  reasons: string[];
  /** How hard the picture is to encode is known, or will not be: all tasks are planned. */
  analyzed: boolean;
  /** Frames the container promises; 0 when it does not know its length. */
  claimedFrames: number;
  /** False when the file is far too small for what it promises, so the promise means nothing. */
  credible: boolean;
  /** Where the picture ends, once a task has met the end. */
  pictureEnd: number | null;
  /** Where the video ends: with the picture, or with a sound that goes on after it. */
  endFrame: number | null;
  /** The one that is heard first, and the others. */
  audio: AudioTrack | null;
  otherAudio: AudioTrack[];
  coverIndex: number | null;
  warnings: Warning[];
  /** Null where there is no picture. */
  storyboard: Storyboard | null;
  /** What may become the poster, as far as tasks have reported it. */
  stills: Still[];
  waveformKey: string | null;
  /** Absent until it is asked for. */
  av1?: Av1Pass;
}

/** A job as rules see it: one video's life, whatever its source. */
export interface Job {
  videoKey: string;
  ownerId: string;
  sourceEtag: string | null;
  /** Bytes. */
  sourceSize: number;
  sequencer: string | null;
  generation: number;
  state: JobState;
  revision: number;
  /** 0 to 1. */
  progress: number;
  plan: Plan | null;
  durationSeconds: number | null;
  width: number | null;
  height: number | null;
  posterKey: string | null;
  masterKey: string | null;
  mp4Key: string | null;
  failureCode: FailureCode | null;
  deadline: Date;
  announcedAt: Date | null;
}

/** A task without its outputs, which may be large. */
export interface Task {
  id: string;
  kind: TaskKind;
  state: TaskState;
  /** Names of the renditions it makes, smallest first. */
  rungs: string[];
  firstSegment: number;
  /** Planned, and really encoded, on the output clock. */
  frames: number;
  framesDone: number;
  segmentsDone: number;
  /** Seconds of media. */
  weight: number;
}

/** The finalize task's content follows from the other tasks' outputs, so it is put together when it is claimed. */
export type StoredSpec = Exclude<TaskSpec, { kind: 'finalize' }> | { kind: 'finalize' };

export interface NewTask {
  spec: StoredSpec;
  lane: Lane;
  /** Behind everything else, whatever its lane. */
  later?: boolean;
  weight: number;
}

/** What a decision does to a job and its tasks, all in one transaction. */
export interface Change {
  /** Seconds from now by which the job must be finished. */
  deadlineSeconds?: number;
  job?: Partial<Omit<Job, 'videoKey' | 'ownerId' | 'revision' | 'announcedAt' | 'deadline'>>;
  create?: NewTask[];
  /** Ids of tasks whose work is not needed any more; `all` that are not finished. */
  cancel?: string[] | 'all';
  /** Tell the world: at once, or unless it was told less than a second ago. */
  announce?: 'now' | 'sparingly';
  /** Seconds until objects nobody refers to are removed. */
  cleanAfter?: number;
}
