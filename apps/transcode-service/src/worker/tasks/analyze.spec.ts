import { planLadder } from '@matinee/media';
import { describe, expect, it } from 'vitest';
import type { TaskFailure } from '../failure.ts';
import { lavfi, withClips, x264 } from '../spec-clips.ts';
import { withWorker } from '../spec-kit.ts';
import { probe } from '../spec-plan.ts';
import { runAnalyzeTask } from './analyze.ts';

const clips = withClips();
const worker = withWorker();

/** What an analysis of this clip says, as the server asks for it. */
async function analysis(name: string, args: string[], durationSeconds?: number | null) {
  const source = worker.upload(await clips.make(name, ...args));
  const { video, durationSeconds: told } = await probe(worker, source);
  const rungs = planLadder(video).map((rung) => ({ ...rung, codec: 'h264' as const }));
  const duration = durationSeconds === undefined ? (told ?? null) : durationSeconds;
  const spec = {
    kind: 'analyze' as const,
    source,
    video,
    rungs,
    durationSeconds: duration,
    gopSeconds: null,
  };
  const result = await runAnalyzeTask(await worker.context(spec));
  if (result.kind !== 'analyze') throw new Error('not an analysis');
  const caps = rungs.map(({ name, maxRate }) => {
    const found = result.rungs.find((rung) => rung.name === name);
    return found ? found.maxRate / maxRate : 1;
  });
  return { drop: result.drop, caps, found: result.rungs.length };
}

/** Something moving with sharp edges, of which nothing is lost when it is made in this size. */
const sharp = (size: string, more = '') => lavfi(`testsrc2=s=${size}:r=25:d=4${more}`);
/** As a phone encodes: several groups of pictures. */
const encoder = x264(25);

describe('rungs', () => {
  it('of a picture that was scaled up add nothing', async () => {
    const { drop } = await analysis('up.mp4', [...sharp('320x180', ',gblur=2,scale=960:540'), ...encoder]);
    expect(drop).toEqual(['v540']);
  });

  it('of a sharp picture are all needed', async () => {
    expect((await analysis('sharp.mp4', [...sharp('960x540'), ...encoder])).drop).toEqual([]);
  });

  it('are needed for small text on an empty page', async () => {
    const letters = 'drawbox=x=100:y=100:w=2:h=9:c=black:t=fill,drawbox=x=104:y=100:w=5:h=1:c=black:t=fill';
    const page = [...lavfi(`color=white:s=960x540:r=25:d=4,${letters}`), ...encoder];
    expect((await analysis('page.mp4', page)).drop).toEqual([]);
  });

  it('of black pictures are not judged', async () => {
    const { drop, caps } = await analysis('black.mp4', [
      ...lavfi('color=black:s=960x540:r=25:d=4'),
      ...encoder,
    ]);
    expect(drop).toEqual([]);
    expect(Math.max(...caps)).toBeCloseTo(0.35, 2);
  });

  it('of a picture that plays first stay', async () => {
    const small = [...sharp('160x90', ',gblur=1,scale=640:360'), ...encoder];
    expect((await analysis('small.mp4', small)).drop).toEqual([]);
  });
});

describe('caps', () => {
  it('are lower for what is easy, and stay for what is hard', async () => {
    const easy = await analysis('easy.mp4', [...sharp('640x360', ',gblur=12'), ...encoder]);
    const noise = ',noise=alls=60:allf=t';
    const hard = await analysis('hard.mp4', [...sharp('640x360', noise), ...encoder, '-crf', '10']);
    expect(Math.max(...easy.caps)).toBeLessThan(0.6);
    expect(hard.caps.at(-1)).toBe(1);
  });

  it.each([
    ['varying frame rates', [...sharp('320x180', ",select='mod(n,3)'"), '-fps_mode', 'vfr', ...encoder]],
    ['fields', [...sharp('320x180', ',interlace=scan=tff'), '-flags', '+ildct+ilme', ...encoder]],
    ['quarter turns', [...sharp('320x180'), ...encoder, '-metadata:s:v:0', 'rotate=90']],
    [
      'HDR',
      [
        ...sharp('320x180'),
        ...encoder,
        ...['-pix_fmt', 'yuv420p10le', '-colorspace', 'bt2020nc', '-color_trc', 'smpte2084'],
        ...['-color_primaries', 'bt2020'],
      ],
    ],
  ])('are found for %s', async (name, args) => {
    const { found, caps } = await analysis(`${name.replaceAll(' ', '-')}.mov`, args);
    expect(found).toBe(1);
    expect(caps[0]).toBeGreaterThan(0.3);
  });
});

describe('what cannot be analysed keeps its ladder', () => {
  it('one frame', async () => {
    const { drop } = await analysis('one.mp4', [...lavfi('testsrc2=s=960x540:r=25:d=0.04'), ...x264()]);
    expect(drop).toEqual([]);
  });

  it('a file that does not know its length', async () => {
    expect(await analysis('open.mp4', [...sharp('320x180'), ...encoder], null)).toMatchObject({
      drop: [],
      found: 0,
    });
  });

  it('a file that promises hours', async () => {
    const { drop } = await analysis('liar.mp4', [...sharp('960x540'), ...encoder], 36_000);
    expect(drop).toEqual([]);
  });

  it('a file that is no picture at all is a failure, not a verdict', async () => {
    const source = worker.upload(new TextEncoder().encode('no picture'.repeat(100)));
    const video = {
      ...{ index: 0, frameRate: { numerator: 25, denominator: 1 }, startTime: 0, interlaced: false },
      ...{ hdr: 'sdr' as const, matrix: 'bt709' as const, fullRange: false, width: 320, height: 180 },
    };
    const rungs = planLadder(video).map((rung) => ({ ...rung, codec: 'h264' as const }));
    const spec = { kind: 'analyze' as const, source, video, rungs, durationSeconds: 4, gopSeconds: null };
    await expect(runAnalyzeTask(await worker.context(spec))).rejects.toMatchObject({
      code: 'damaged',
    } satisfies Partial<TaskFailure>);
  });
});
