import { interpretProbe } from '@matinee/media';
import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { lavfi, numberedPicture, withClips, x264 } from '../spec-clips.ts';
import { withWorker } from '../spec-kit.ts';
import { encodeAll, planVideo } from '../spec-plan.ts';
import { runProbeTask } from './probe.ts';

const clips = withClips();
const worker = withWorker();

async function probe(bytes: Uint8Array, remux?: boolean) {
  const source = worker.upload(bytes);
  const result = await runProbeTask(await worker.context({ kind: 'probe', source, ...(remux && { remux }) }));
  if (result.kind !== 'probe') throw new Error('not a probe result');
  const outcome = interpretProbe(result.ffprobe);
  if (!outcome.ok) throw new Error(outcome.code);
  return { copy: result.source, info: outcome.source };
}
const part = (name: string, offset: number) => [
  ...lavfi(numberedPicture({ rate: '25', seconds: 2 })),
  ...['-output_ts_offset', String(offset), ...x264(25)],
];

describe('probing', () => {
  it('describes the upload', async () => {
    const clip = await clips.make(
      'a.mp4',
      ...lavfi('testsrc2=s=320x180:r=25:d=1'),
      ...lavfi('sine=d=1'),
      ...x264(),
    );
    const { info, copy } = await probe(clip, true);
    expect(info).toMatchObject({
      durationSeconds: 1,
      video: { width: 320, height: 180 },
      audio: { channels: 1 },
    });
    expect(copy).toBeUndefined();
  });

  it.each([
    ['jumps seven hours ahead', 0, 26_000],
    ['starts again', 0, 0],
    ['goes back', 26_000, 0],
  ])('mends a transport stream whose clock %s', async (name, first, second) => {
    await clips.make(`${name}1.ts`, ...part('1', first));
    await clips.make(`${name}2.ts`, ...part('2', second));
    const both = Buffer.concat([
      await readFile(clips.path(`${name}1.ts`)),
      await readFile(clips.path(`${name}2.ts`)),
    ]);
    await writeFile(clips.path(`${name}.ts`), both);
    const { info, copy } = await probe(both, true);
    expect(info.durationSeconds).toBeGreaterThan(3.9);
    expect(info.durationSeconds).toBeLessThan(4.2);
    const source = worker.upload(worker.media(copy!.key)!);
    const { numbers } = await encodeAll(worker, await planVideo(worker, source, 1), clips.path('mended.mp4'));
    const once = Array.from({ length: 50 }, (_, index) => index);
    expect(numbers).toEqual([...once, ...once]);
  });

  it('leaves a transport stream as it is unless it is asked to copy', async () => {
    expect((await probe(await clips.make('plain.ts', ...part('plain', 0)))).copy).toBeUndefined();
  });
});
