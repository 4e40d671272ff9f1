import { setTimeout as delay } from 'node:timers/promises';
import { newPersonId } from '@matinee/testing';
import { soakOptions } from '../harness/config.ts';
import { fault } from '../harness/fault.ts';
import { createNemesis } from '../harness/nemesis.ts';
import { randomFrom } from '../harness/random.ts';
import type { Stage } from '../harness/stage.ts';

const { seconds, seed } = soakOptions();
/** Films under way at a time: enough to keep two workers busy. */
const MOST_OPEN = 6;
const shapes = [
  { seconds: 1, fps: 10, size: '160x90', audio: false },
  { seconds: 2, fps: 15 },
  { seconds: 6 },
  { seconds: 9 },
] as const;

/** Owners who upload and sometimes delete, until the time is over. */
async function live(stage: Stage, until: number): Promise<number> {
  const random = randomFrom(seed + 1);
  const owners = Array.from({ length: 5 }, newPersonId);
  const videos = [];
  while (performance.now() < until) {
    const states = await Promise.all(videos.map(stage.jobOf));
    const open = states.filter((job) => !job || !['ready', 'failed', 'deleted'].includes(job.state)).length;
    if (open < MOST_OPEN) videos.push(await stage.upload(random.pick(shapes)!, random.pick(owners)!));
    if (videos.length > 3 && random.next() < 0.08) await stage.deleteVideo(random.pick(videos)!);
    await delay(random.between(300, 1500));
  }
  return videos.length;
}

fault(
  'SOAK',
  `whatever happens at whatever moment, every promise holds (seed ${seed})`,
  async (stage) => {
    const until = performance.now() + seconds * 1000;
    const nemesis = createNemesis(stage, randomFrom(seed));
    const [videos, blows] = await Promise.all([live(stage, until), nemesis.rage(until)]);
    return { told: `${videos} videos, ${blows} blows, seed ${seed}` };
  },
  { workers: ['A', 'B'], timeoutSeconds: seconds + 400 },
);
