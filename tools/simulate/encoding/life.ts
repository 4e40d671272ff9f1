import { advance } from '../../../apps/transcode-service/src/domain/advance.ts';
import {
  begin,
  finish,
  nothingFound,
  planFromProbe,
  planRest,
} from '../../../apps/transcode-service/src/domain/transitions.ts';
import type { Change, Job, NewTask, Task } from '../../../apps/transcode-service/src/domain/types.ts';

const FRAMES_PER_SECOND = 30;
const source = (seconds: number) => ({
  bucket: 'originals',
  key: 'source',
  size: Math.round(seconds * 1_000_000),
});

/** A film as ffprobe describes it. */
const ffprobe = ({ seconds, height }: Film) => {
  const times = { start_time: '0', duration: String(seconds), disposition: { default: 1 } };
  const rate = `${FRAMES_PER_SECOND}/1`;
  return {
    format: { format_name: 'mov,mp4', start_time: '0', duration: String(seconds), bit_rate: '8000000' },
    streams: [
      {
        ...{ index: 0, codec_type: 'video', codec_name: 'h264', pix_fmt: 'yuv420p' },
        ...{ width: Math.round((height * 16) / 9), height },
        ...{ r_frame_rate: rate, avg_frame_rate: rate, ...times },
      },
      { index: 1, codec_type: 'audio', codec_name: 'aac', channels: 2, sample_rate: '48000', ...times },
    ],
  };
};

/** Seconds and pixels. */
export interface Film {
  seconds: number;
  height: number;
}

/** A task with what was planned for it. */
export interface Planned {
  task: Task;
  made: NewTask;
}

/**
 * One video in the hands of transcode-service's own rules: what it plans after each event is what the server would.
 */
export function createLife(film: Film) {
  const { seconds } = film;
  const frames = Math.round(seconds * FRAMES_PER_SECOND);
  const tasks: Task[] = [];
  let open = 0;
  let job: Job = {
    ...{
      videoKey: 'video',
      ownerId: 'owner',
      sourceEtag: null,
      sourceSize: source(seconds).size,
      sequencer: null,
    },
    ...{
      generation: 1,
      state: 'probing',
      revision: 0,
      progress: 0,
      plan: null,
      durationSeconds: null,
      width: null,
    },
    ...{ height: null, posterKey: null, masterKey: null, mp4Key: null, failureCode: null },
    ...{ deadline: new Date(0), announcedAt: null },
  };

  /** @returns the tasks that it made */
  function apply(change: Change): Planned[] {
    job = { ...job, ...change.job };
    for (const task of tasks)
      if ((change.cancel === 'all' && isOpen(task)) || change.cancel?.includes(task.id)) {
        task.state = 'cancelled';
        open -= 1;
      }
    const planned = (change.create ?? []).map((made, i) => ({ made, task: toTask(made, tasks.length + i) }));
    tasks.push(...planned.map(({ task }) => task));
    open += planned.length;
    return planned;
  }

  function done({ task, made: { spec } }: Planned): Planned[] {
    task.state = 'done';
    open -= 1;
    const { plan } = job;
    if (spec.kind === 'probe') return apply(planFromProbe({ ffprobe: ffprobe(film) }, source(seconds)));
    if (spec.kind === 'finalize') return apply(finish({ masterKey: 'master', mp4Key: 'mp4' }));
    if (spec.kind === 'analyze') return plan && !plan.analyzed ? apply(planRest(plan, nothingFound)) : [];
    if (spec.kind === 'audio') Object.assign(task, { framesDone: frames, segmentsDone: 1 });
    if (spec.kind === 'copy') task.segmentsDone = spec.firstSamples.length - 1;
    if (spec.kind === 'video' || spec.kind === 'hold')
      task.framesDone = Math.max(0, Math.min(task.frames, frames - spec.firstFrame));
    // The rules may be asked after any event. While a film plays and tasks are left they have little to say, and asking
    // them each time would be a million looks at tasks for a long one.
    return job.state === 'playable' && open > 0 ? [] : apply(advance(job, tasks));
  }

  return {
    film,
    job: () => job,
    tasks: () => tasks,
    begin: () => apply(begin(source(seconds))),
    /** A worker reports it finished. @returns what has to be done next */
    done,
    /** The first segments of the sound are there. */
    heard({ task }: Planned): Planned[] {
      if (task.state === 'done') return [];
      task.segmentsDone = 1;
      return apply(advance(job, tasks));
    },
  };
}
export type Life = ReturnType<typeof createLife>;

const isOpen = ({ state }: Task) => state === 'pending' || state === 'running';

function toTask({ spec, weight }: NewTask, position: number): Task {
  const renditions =
    'rungs' in spec ? spec.rungs.map(({ name }) => name) : spec.kind === 'audio' ? [spec.name] : [];
  return {
    ...{ id: String(position), kind: spec.kind, state: 'pending', rungs: renditions, weight },
    firstSegment: 'firstSegment' in spec ? spec.firstSegment : 0,
    frames: 'segmentFrames' in spec ? spec.segmentFrames.reduce((sum, length) => sum + length, 0) : 0,
    ...{ framesDone: 0, segmentsDone: 0 },
  };
}
