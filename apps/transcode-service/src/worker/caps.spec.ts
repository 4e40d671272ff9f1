import { expect, it } from 'vitest';
import { lavfi, withClips, x264 } from './spec-clips.ts';
import { withWorker } from './spec-kit.ts';
import { planVideo } from './spec-plan.ts';
import { runVideoTask } from './tasks/video.ts';

const clips = withClips();
const worker = withWorker();
/** More than any cap leaves room for. */
const noisy = lavfi('testsrc2=s=320x180:r=25:d=8,noise=alls=60:allf=t');

it.each(['h264', 'av1'] as const)(
  '%s: a lower cap for later chunks changes no init segment',
  async (codec) => {
    const [first, second] = await planVideo(
      worker,
      worker.upload(await clips.make('n.mp4', ...noisy, ...x264())),
      1,
    );
    const made = [];
    for (const [spec, share] of [
      [first!, 1],
      [second!, 0.35],
    ] as const) {
      const rungs = spec.rungs.map((rung) => {
        const maxRate = Math.round(rung.maxRate * share);
        return { ...rung, codec, maxRate, bufferSize: 2 * maxRate };
      });
      const result = await runVideoTask(await worker.context({ ...spec, rungs }));
      if (result.kind !== 'video') throw new Error('not a video result');
      made.push(result.renditions[0]!);
    }
    const bytes = made.map(({ segments }) => segments.reduce((sum, segment) => sum + segment.bytes, 0));
    expect(bytes[1]!).toBeLessThan(0.8 * bytes[0]!);
    expect(made[1]!.initSha256).toBe(made[0]!.initSha256);
  },
);

it('a chunk of what never gets enough bits stays at its cap, as if it were not the first to use the buffer', async () => {
  const clip = worker.upload(await clips.make('n.mp4', ...noisy, ...x264()));
  const [spec] = await planVideo(worker, clip, 2);
  const result = await runVideoTask(await worker.context(spec!));
  if (result.kind !== 'video') throw new Error('not a video result');
  const bits = 8 * result.renditions[0]!.segments.reduce((sum, { bytes }) => sum + bytes, 0);
  const cap = 8 * spec!.rungs[0]!.maxRate;
  expect(bits).toBeGreaterThan(0.95 * cap);
  // With a buffer that is free, these 8 s take 10 % more.
  expect(bits).toBeLessThan(1.05 * cap);
});
