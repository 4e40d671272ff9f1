import { createHash, randomUUID } from 'node:crypto';
import { cellsIn } from '@matinee/media';
import {
  Claim,
  type Passthrough,
  type RenditionOutput,
  type TaskResult,
  type TaskSpec,
} from '../work/contract.ts';
import { workerToken, type Harness, type Video } from './harness.ts';

type VideoSpec = Extract<TaskSpec, { kind: 'video' | 'hold' }>;

/** A source as the scripted worker pretends to decode it. */
export interface Scripted {
  ffprobe: Record<string, unknown>;
  /** Frames that really decode, counted from the start. */
  frames: number;
  /** Seconds of sound. */
  audioSeconds: number;
  /** Where the picture can be copied. */
  passthrough?: Passthrough;
}

/** ffprobe's words for an ordinary MP4 that claims `seconds`. */
export const ffprobe = ({
  seconds,
  height = 360,
  audio = true,
}: {
  seconds?: number;
  height?: number;
  audio?: boolean;
}) => ({
  format: {
    format_name: 'mov,mp4,m4a,3gp,3g2,mj2',
    start_time: '0.000000',
    ...(seconds !== undefined && { duration: String(seconds) }),
  },
  streams: [
    {
      index: 0,
      codec_type: 'video',
      codec_name: 'h264',
      pix_fmt: 'yuv420p',
      width: (height * 16) / 9,
      height,
      avg_frame_rate: '30/1',
      r_frame_rate: '30/1',
      disposition: { default: 1, attached_pic: 0 },
    },
    ...(audio
      ? [{ index: 1, codec_type: 'audio', codec_name: 'aac', channels: 2, sample_rate: '48000' }]
      : []),
  ],
});

export const post = (
  harness: Harness,
  taskId: string,
  action: string,
  payload: object,
  token = workerToken,
) =>
  harness.app.inject({
    method: 'POST',
    url: `/internal/transcodes/tasks/${taskId}/${action}`,
    headers: { authorization: `Bearer ${token}` },
    payload,
  });

/** Claims this task, whichever waits before it; undefined when it does not wait. */
export async function claim(harness: Harness, taskId: string): Promise<Claim | undefined> {
  const answer = await harness.tasks.claimOne(taskId, 'scripted');
  return answer && Claim.parse(JSON.parse(JSON.stringify(answer)));
}

/** What a worker gets whose bell has rung: the best of all waiting tasks, undefined when there is none. */
export async function claimBest(harness: Harness, bell: string = randomUUID()): Promise<Claim | undefined> {
  const answer = await post(harness, bell, 'claim', { workerId: 'scripted' });
  if (answer.statusCode === 409) return undefined;
  if (answer.statusCode !== 200) throw new Error(`claim: ${answer.statusCode} ${answer.body}`);
  return Claim.parse(answer.json());
}

export const complete = async (harness: Harness, { taskId, leaseToken }: Claim, result: TaskResult) =>
  (await post(harness, taskId, 'complete', { leaseToken, result })).statusCode;

/** What an honest worker reports of a claimed task. */
export function resultOf({ spec, prefix }: Claim, source: Scripted): TaskResult {
  switch (spec.kind) {
    case 'probe':
      return {
        kind: 'probe',
        ffprobe: source.ffprobe,
        ...(source.passthrough && { passthrough: source.passthrough }),
      };
    case 'analyze':
      return { kind: 'analyze', rungs: [], drop: [] };
    case 'video':
    case 'hold': {
      const planned = spec.segmentFrames.reduce((sum, length) => sum + length, 0);
      const there = spec.kind === 'hold' ? planned : source.frames - spec.firstFrame;
      const frames = Math.max(0, Math.min(planned, there));
      const renditions =
        frames > 0 ? spec.rungs.map(({ name }) => rungOutput(name, prefix, spec, frames)) : [];
      const still = { key: `${prefix}/still.jpg`, seconds: spec.firstFrame / 30, luma: 100, sharpness: 0.3 };
      const cells = spec.storyboard ? cellsIn(spec.storyboard, spec.firstFrame, frames).cells : 0;
      return {
        kind: spec.kind,
        frames,
        renditions,
        stills: spec.stills && frames > 0 ? [still] : [],
        storyboard: cells > 0 ? { key: `${prefix}/storyboard.jpg`, cells } : null,
      };
    }
    case 'copy':
      return { kind: 'copy', renditions: [copyOutput(prefix, spec)] };
    case 'audio': {
      const renditions = [soundOf(prefix, spec.name, source.audioSeconds)];
      return { kind: 'audio', renditions, heardSeconds: null, waveformKey: null, posterKey: null };
    }
    case 'finalize':
      return { kind: 'finalize', mp4Bytes: 1000 };
  }
}

const rendition = (name: string, prefix: string, codec: string, timescale: number): RenditionOutput => ({
  name,
  initKey: `${prefix}/${name}/init.mp4`,
  initSha256: createHash('sha256').update(name).digest('hex'),
  codec,
  timescale,
  segments: [],
});

function rungOutput(name: string, prefix: string, spec: VideoSpec, frames: number): RenditionOutput {
  let left = frames;
  const segments = spec.segmentFrames.flatMap((length, i) => {
    const made = Math.min(length, left);
    left -= length;
    return made > 0 ? [segment(name, prefix, spec.firstSegment + i, made)] : [];
  });
  return { ...rendition(name, prefix, 'avc1.64001e', 15_360), segments };
}

const segment = (name: string, prefix: string, index: number, frames: number) => ({
  index,
  key: `${prefix}/${name}/${index}.m4s`,
  ticks: frames * 512,
  bytes: 50_000,
  keyBytes: 5_000,
});

/** As if every sample were a frame of the output clock. */
function copyOutput(prefix: string, spec: Extract<TaskSpec, { kind: 'copy' }>): RenditionOutput {
  const { name } = spec.rung;
  const segments = spec.firstSamples
    .slice(1)
    .map((next, i) => segment(name, prefix, spec.firstSegment + i, next - spec.firstSamples[i]!));
  return { ...rendition(name, prefix, 'avc1.64001f', 15_360), segments };
}

export const audioOutput = (prefix: string, from: number, to: number, name = 'audio'): RenditionOutput => ({
  ...rendition(name, prefix, 'mp4a.40.2', 48_000),
  segments: Array.from({ length: to - from }, (_, i) => ({
    index: from + i,
    key: `${prefix}/${name}/${from + i}.m4s`,
    ticks: 192_000,
    bytes: 60_000,
  })),
});

/** The whole sound; its last segment is as long as it has to be. */
function soundOf(prefix: string, name: string, seconds: number): RenditionOutput {
  const output = audioOutput(prefix, 0, Math.ceil(seconds / 4), name);
  const rest = Math.round(seconds * output.timescale) - (output.segments.length - 1) * 192_000;
  return { ...output, segments: output.segments.with(-1, { ...output.segments.at(-1)!, ticks: rest }) };
}

/** Claims and completes what waits for these videos until each is in one of `states`; the claims in order. */
export async function workUntil(
  harness: Harness,
  source: Scripted,
  states: string[],
  ...videos: Pick<Video, 'videoKey'>[]
): Promise<Claim[]> {
  const keys = videos.map(({ videoKey }) => videoKey);
  const claims: Claim[] = [];
  for (;;) {
    const jobs = await harness.query<{ state: string }>('SELECT state FROM jobs WHERE videoKey IN (?)', [
      keys,
    ]);
    if (jobs.length === keys.length && jobs.every(({ state }) => states.includes(state))) return claims;
    const [row] = await harness.query<{ id: string }>(
      `SELECT id FROM tasks WHERE state = 'pending' AND videoKey IN (?) ORDER BY lane, createdAt, firstSegment LIMIT 1`,
      [keys],
    );
    if (!row) throw new Error('No task is waiting, and the work is not done.');
    const claimed = await claim(harness, row.id);
    if (!claimed) continue;
    claims.push(claimed);
    const status = await complete(harness, claimed, resultOf(claimed, source));
    if (status !== 200) throw new Error(`complete ${claimed.spec.kind}: ${status}`);
  }
}

export const stateOf = async (harness: Harness, videoKey: string): Promise<string | undefined> =>
  (await harness.query<{ state: string }>('SELECT state FROM jobs WHERE videoKey = ?', [videoKey]))[0]?.state;
