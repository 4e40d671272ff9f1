import { makePlan } from '../../apps/transcode-service/src/domain/plan.ts';
import { finalizeTask, firstTasks, remainingTasks } from '../../apps/transcode-service/src/domain/tasks.ts';
import type { NewTask, Plan } from '../../apps/transcode-service/src/domain/types.ts';
import { assumptions } from './assumptions.ts';
import type { Arrival } from './traces.ts';

/** A task as workers see it: CPU-seconds, and how many vCPUs it can use at once. */
export type Work = {
  video: number;
  kind: NewTask['spec']['kind'];
  lane: 'fast' | 'bulk';
  cpuSeconds: number;
  width: number;
};

const frameRate = { numerator: 30, denominator: 1 };
const planOf = ({ seconds, height }: Pick<Arrival, 'seconds' | 'height'>) => {
  const source = { bucket: 'originals', key: 'source', size: Math.round(seconds * 1_000_000) };
  const track = { codec: '', startTime: 0, duration: seconds };
  const video = {
    ...{
      ...track,
      index: 0,
      pixelFormat: '',
      width: Math.round((height * 16) / 9),
      height,
      rotation: 0 as const,
    },
    ...{ sar: { numerator: 1, denominator: 1 }, frameRate, interlaced: false },
    ...{ hdr: 'sdr' as const, matrix: 'bt709' as const, fullRange: false },
  };
  const audio = { ...track, index: 1, channels: 2, sampleRate: 48_000 };
  return makePlan(
    { container: '', startTime: 0, durationSeconds: seconds, video, audio, otherAudio: [] },
    source,
  );
};

const pixels = (plan: Plan) => plan.rungs.reduce((sum, { width, height }) => sum + width * height, 0);
const weigh = (tasks: NewTask[]) => tasks.reduce((sum, { weight }) => sum + weight, 0);
/** Every task before the last one. The look at the picture before the rest is planned is a second of one core. */
const tasksOf = (plan: Plan): NewTask[] => {
  const first = firstTasks(plan).filter(({ spec }) => spec.kind !== 'analyze');
  return first.length < firstTasks(plan).length ? [...first, ...remainingTasks(plan)] : first;
};
const pictures = (plan: Plan) => tasksOf(plan).filter(({ spec }) => spec.kind === 'video');

const { cpuSecondsPerSourceSecond, probeCpuSeconds } = assumptions;
const perSecond = {
  audio: assumptions.audioCpuSecondsPerSourceSecond,
  finalize: assumptions.finalizeSecondsPerSourceSecond,
};
const benchmark = planOf({ seconds: 60, height: 1080 });
/** CPU-seconds of video for a second of the planner's weight and a pixel of the ladder: what the rest leaves of the benchmark. */
const perWeightAndPixel =
  (60 * (cpuSecondsPerSourceSecond - perSecond.audio - perSecond.finalize) - probeCpuSeconds) /
  weigh(pictures(benchmark)) /
  pixels(benchmark);

/** The tasks of a video as transcode-service plans them: first the probe, then all the rest, then the last step. */
export function workOf(video: number, arrival: Arrival): { probe: Work; parts: Work[]; last: Work } {
  const plan = planOf(arrival);
  const cpuSecondsOf = ({ spec, weight }: NewTask): number => {
    if (spec.kind === 'audio' || spec.kind === 'finalize') return perSecond[spec.kind] * arrival.seconds;
    return weight * perWeightAndPixel * pixels(plan);
  };
  const toWork = (task: NewTask): Work => ({
    ...{ video, kind: task.spec.kind, lane: task.lane, cpuSeconds: Math.max(0.1, cpuSecondsOf(task)) },
    width: task.lane === 'fast' && task.spec.kind === 'video' ? assumptions.workerCpus : 1,
  });
  return {
    probe: { video, kind: 'probe', lane: 'fast', cpuSeconds: probeCpuSeconds, width: 1 },
    parts: tasksOf(plan).map(toWork),
    last: toWork(finalizeTask(plan)),
  };
}
