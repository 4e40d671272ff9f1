import {
  cellsIn,
  chooseStill,
  framesToSeconds,
  outputNames,
  readStillMeasures,
  stillKey,
  storyboardSheetKey,
} from '@matinee/media';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Still, TaskResult } from '../../work/contract.ts';
import { descriptions, storeFile } from '../store-outputs.ts';
import type { TaskContext } from '../task-context.ts';

type VideoContext = TaskContext<'video'> | TaskContext<'hold'>;
type Sheet = Extract<TaskResult, { kind: 'video' }>['storyboard'];

/** The task's best still is stored; without one picture that decoded there is none. */
export async function storeStill(context: VideoContext): Promise<Still[]> {
  const { spec, directory, claim } = context;
  if (!spec.stills) return [];
  const measures = readStillMeasures(await textOf(join(directory, outputNames.measures)));
  const chosen = chooseStill(measures);
  if (chosen === undefined) return [];
  const path = join(directory, outputNames.stills.replace('%02d', String(chosen + 1).padStart(2, '0')));
  if (!(await isThere(path))) return [];
  const { frame, luma, sharpness } = measures[chosen]!;
  const key = stillKey(claim.prefix);
  await storeFile(context, key, path, descriptions.poster);
  return [{ key, seconds: framesToSeconds(spec.firstFrame + frame, spec.video.frameRate), luma, sharpness }];
}

/** The sheet with the cells that lie in the frames that were really there. */
export async function storeSheet(context: VideoContext, frames: number): Promise<Sheet> {
  const { spec, directory, claim } = context;
  const cells = spec.storyboard ? cellsIn(spec.storyboard, spec.firstFrame, frames).cells : 0;
  const path = join(directory, outputNames.sheet);
  if (cells === 0 || !(await isThere(path))) return null;
  const key = storyboardSheetKey(claim.prefix);
  await storeFile(context, key, path, descriptions.poster);
  return { key, cells };
}

const isThere = async (path: string) => ((await stat(path).catch(() => undefined))?.size ?? 0) > 0;
const textOf = (path: string) => readFile(path, 'utf8').catch(() => '');
