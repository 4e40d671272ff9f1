import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { clipFacts, probe } from '../clips.ts';
import { runStages, type StepReport } from '../run-steps.ts';
import type { Outcome } from '../types.ts';
import * as ours from './limit.ts';
import * as mediacms from './mediacms.ts';
import * as peertube from './peertube.ts';

/** Runs a pipeline over a file, in a folder of its own that exists. */
export type Rival = (file: string, folder: string) => Promise<Outcome>;

const h264 = (folder: string, heights: number[], name: (height: number) => string) =>
  heights.map((height) => ({ height, codec: 'h264' as const, file: join(folder, name(height)) }));
const endOf = (steps: StepReport[], name: string) => steps.find((step) => step.name === name)?.end ?? null;

const runPeertube =
  (tuning: peertube.Tuning): Rival =>
  async (file, folder) => {
    const facts = clipFacts(file);
    const options = { folder, nice: peertube.NICE };
    const first = await runStages([[peertube.optimize(file, facts, tuning)]], options);
    const made = clipFacts(join(folder, peertube.webVideo));
    const rest = await runStages(peertube.afterOptimize(made, tuning), options);
    return {
      playable: first.wall + (endOf(rest.steps, peertube.playableAfter) ?? 0),
      wall: first.wall + rest.wall,
      cpu: first.cpu + rest.cpu,
      made: h264(folder, peertube.ladderOf(facts), peertube.hlsFile),
    };
  };

const runMediacms: Rival = async (file, folder) => {
  const facts = clipFacts(file);
  const { steps, wall, cpu } = await runStages(mediacms.mediacms(file, facts), {
    folder,
    nice: mediacms.NICE,
  });
  const made = h264(folder, mediacms.ladderOf(facts), mediacms.mp4File);
  return { playable: endOf(steps, mediacms.playableAfter), wall, cpu, made };
};

const runLimit: Rival = async (file, folder) => {
  const { step, folders } = ours.limit(file, probe(file), availableParallelism());
  for (const name of folders) mkdirSync(join(folder, name));
  const { wall, cpu } = await runStages([[step]], { folder, nice: ours.NICE });
  // Its renditions are those of the workers, made with the same settings: nobody has to look at them again.
  return { playable: null, wall, cpu, made: [] };
};

export const rivals = {
  limit: runLimit,
  'peertube-tuned': runPeertube('tuned'),
  'peertube-stock': runPeertube('stock'),
  mediacms: runMediacms,
} satisfies Record<string, Rival>;
export type RivalName = keyof typeof rivals;
