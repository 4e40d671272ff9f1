import { evenGrid } from '@matinee/media';
import type { Job, Plan, Task } from './types.ts';

const rate30 = { numerator: 30, denominator: 1 };
const rung = (name: string, width: number) => ({
  name,
  codec: 'h264' as const,
  width,
  height: Number(name.slice(1)),
  maxRate: 1,
  bufferSize: 2,
});
export const plan: Plan = {
  source: { bucket: 'originals', key: 'k', size: 1_000_000 },
  video: {
    frameRate: rate30,
    startTime: 0,
    interlaced: false,
    hdr: 'sdr',
    fullRange: false,
    index: 0,
    matrix: 'bt709',
    width: 1280,
    height: 720,
  },
  clock: rate30,
  rungs: [rung('v240', 426), rung('v720', 1280)],
  grid: evenGrid(120),
  gopSeconds: null,
  passthrough: null,
  reasons: [],
  analyzed: true,
  claimedFrames: 300,
  credible: true,
  pictureEnd: null,
  endFrame: null,
  audio: { name: 'audio', streamIndex: 1, channels: 2, language: null },
  otherAudio: [],
  coverIndex: null,
  warnings: [],
  storyboard: null,
  stills: [],
  waveformKey: null,
};
export const job: Job = {
  videoKey: 'a'.repeat(24),
  ownerId: '0b9c5b0e-6a5e-4d8e-9d53-0f0a53c0e7d1',
  sourceEtag: null,
  sourceSize: 1_000_000,
  sequencer: null,
  generation: 1,
  state: 'encoding',
  revision: 1,
  progress: 0,
  plan,
  durationSeconds: 10,
  width: 1280,
  height: 720,
  posterKey: null,
  masterKey: null,
  mp4Key: null,
  failureCode: null,
  deadline: new Date(0),
  announcedAt: null,
};

export const task = (id: string, more: Partial<Task>): Task => ({
  id,
  kind: 'video',
  state: 'pending',
  rungs: ['v240', 'v720'],
  firstSegment: 0,
  frames: 120,
  framesDone: 0,
  segmentsDone: 0,
  weight: 1,
  ...more,
});
export const done = { state: 'done', framesDone: 120 } as const;
/** A ten second video: 300 frames, cut into the first segment by rungs and the rest. */
export const low = (more: Partial<Task> = {}) => task('low', { rungs: ['v240'], ...more });
export const high = (more: Partial<Task> = {}) => task('high', { rungs: ['v720'], ...more });
export const rest = (more: Partial<Task> = {}) => task('rest', { firstSegment: 1, frames: 240, ...more });
export const audio = (more: Partial<Task> = {}) =>
  task('audio', { kind: 'audio', rungs: ['audio'], frames: 0, ...more });
export const restDone = { state: 'done', framesDone: 180 } as const;
