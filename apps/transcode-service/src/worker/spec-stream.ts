import { cellsIn, interpretProbe } from '@matinee/media';
import { finalizeSpec } from '../domain/finish.ts';
import { makePlan } from '../domain/plan.ts';
import type { Outputs } from '../domain/renditions.ts';
import { firstTasks, remainingTasks } from '../domain/tasks.ts';
import type { Job, Plan } from '../domain/types.ts';
import type { TaskResult, TaskSpec } from '../work/contract.ts';
import type { withWorker } from './spec-kit.ts';
import { runAudioTask } from './tasks/audio.ts';
import { runFinalizeTask } from './tasks/finalize.ts';
import { runProbeTask } from './tasks/probe.ts';
import { runVideoTask } from './tasks/video.ts';

type Worker = ReturnType<typeof withWorker>;
type Upload = ReturnType<Worker['upload']>;
type Pictures = Extract<TaskResult, { kind: 'video' }>;

/** A whole video as server and worker make it together, without the tables between them. */
export interface Stream {
  plan: Plan;
  outputs: Outputs[];
  /** Results of the tasks that made pictures. */
  pictures: Pictures[];
  last: Extract<TaskSpec, { kind: 'finalize' }>;
}

export async function makeStream(worker: Worker, source: Upload): Promise<Stream> {
  const probed = await runProbeTask(await worker.context({ kind: 'probe', source }));
  const outcome = interpretProbe(probed.kind === 'probe' && probed.ffprobe);
  if (!outcome.ok) throw new Error(outcome.code);
  const plan = { ...makePlan(outcome.source, source), analyzed: true };
  const first = firstTasks(plan).map(({ spec }) => spec);
  const specs = first.some(({ kind }) => kind === 'analyze')
    ? [...first, ...remainingTasks(plan).map(({ spec }) => spec)]
    : first;
  const outputs: Outputs[] = [];
  const pictures: Pictures[] = [];
  let endFrame = 0;
  for (const spec of specs) {
    if (spec.kind === 'audio') {
      const result = await runAudioTask(await worker.context(spec));
      if (result.kind === 'audio') outputs.push({ renditions: result.renditions });
    }
    if (spec.kind !== 'video') continue;
    const result = await runVideoTask(await worker.context(spec));
    if (result.kind !== 'video') throw new Error('not a video result');
    const { renditions, storyboard, frames } = result;
    pictures.push(result);
    endFrame = Math.max(endFrame, frames > 0 ? spec.firstFrame + frames : 0);
    const sheet = storyboard && {
      ...storyboard,
      firstCell: cellsIn(spec.storyboard!, spec.firstFrame, 0).firstCell,
    };
    outputs.push({ renditions, ...(sheet && { sheet }) });
  }
  const ended = { ...plan, endFrame, pictureEnd: endFrame };
  const job = { videoKey: 'v'.repeat(24), generation: 1, plan: ended } as Job;
  const last = finalizeSpec(job, ended, outputs);
  await runFinalizeTask(await worker.context(last));
  return { plan: ended, outputs, pictures, last };
}
