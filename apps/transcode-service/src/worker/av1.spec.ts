import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { TaskSpec } from '../work/contract.ts';
import { lavfi, numberedPicture, readNumbers, withClips, x264 } from './spec-clips.ts';
import { withWorker } from './spec-kit.ts';
import { joined, planVideo } from './spec-plan.ts';
import { runVideoTask } from './tasks/video.ts';

const clips = withClips();
const worker = withWorker();

const asAv1 = (spec: Extract<TaskSpec, { kind: 'video' }>) => ({
  ...spec,
  rungs: spec.rungs.map((rung) => ({ ...rung, name: rung.name.replace('v', 'av1-'), codec: 'av1' as const })),
});

describe('AV1', () => {
  it('is cut like H.264: same boundaries, one init segment, every frame in its place', async () => {
    const film = await clips.make(
      'film.mp4',
      ...lavfi(numberedPicture({ rate: '30000/1001', seconds: 10.5 })),
      ...x264(),
    );
    const specs = await planVideo(worker, worker.upload(film), 2);
    expect(specs).toHaveLength(2);
    const made = [];
    for (const spec of specs) {
      const results = [
        await runVideoTask(await worker.context(spec)),
        await runVideoTask(await worker.context(asAv1(spec))),
      ].map((result) => (result.kind === 'video' ? result : undefined));
      const [h264, av1] = results.map((result) => result!.renditions[0]!);
      expect(results[1]!.frames).toBe(results[0]!.frames);
      expect(av1).toMatchObject({ name: 'av1-180', codec: 'av01.0.00M.08' });
      const seconds = (output: typeof h264) =>
        output!.segments.map(({ index, ticks }) => [index, ticks / output!.timescale]);
      expect(seconds(av1)).toEqual(seconds(h264));
      made.push(av1!);
    }
    expect(made[1]!.initSha256).toBe(made[0]!.initSha256);
    const path = clips.path('joined.mp4');
    await writeFile(path, joined(worker, made));
    expect(await readNumbers(path)).toEqual(Array.from({ length: 315 }, (_, index) => index));
  });
});
