import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { ffmpeg, lavfi, withClips, x264 } from './spec-clips.ts';
import { withWorker } from './spec-kit.ts';
import { encodeAll, planVideo, probe } from './spec-plan.ts';
import { runVideoTask } from './tasks/video.ts';

const clips = withClips();
const worker = withWorker();

/** Left half red, right half of the top blue, so that turning and colour errors show. */
const picture = (size: string, more = '') =>
  lavfi(`color=red:s=${size}:r=25:d=1,drawbox=x=iw/2:y=0:w=iw/2:h=ih/2:c=blue:t=fill${more}`);
const tags = (matrix: string, transfer = matrix, primaries = matrix) => [
  ...['-colorspace', matrix, '-color_trc', transfer, '-color_primaries', primaries],
];

async function quartersOf(path: string, toRgb: string) {
  const filters = `${toRgb},format=rgb24,scale=2:2:flags=area`;
  const { stdout } = await ffmpeg('-i', path, '-vf', filters, '-frames:v', '1', '-f', 'rawvideo', '-');
  return [0, 3, 6, 9].map((at) => [...stdout.subarray(at, at + 3)]);
}

/** Encodes a clip and gives the mean colours of its four quarters as a player shows them. */
async function shown(name: string, ...args: string[]) {
  const source = worker.upload(await clips.make(name, ...args));
  const specs = await planVideo(worker, source, 1);
  const path = clips.path(`${name}.out.mp4`);
  const { frames } = await encodeAll(worker, specs, path);
  const quarters = await quartersOf(path, 'scale=in_color_matrix=bt709');
  return { frames: frames.reduce((sum, n) => sum + n, 0), rung: specs[0]!.rungs[0]!, quarters };
}
/** Each quarter's strongest colour, or `?` when it is not clearly one. */
const colours = (quarters: number[][], tolerance = 45) =>
  quarters
    .map(([r = 0, g = 0, b = 0]) => {
      if (Math.abs(r - 254) < tolerance && g < tolerance && b < tolerance) return 'R';
      return Math.abs(b - 254) < tolerance && r < tolerance && g < tolerance ? 'B' : '?';
    })
    .join('');

describe('colours stay what they are', () => {
  it.each([
    ['tagged BT.601', ['-vf', 'scale=out_color_matrix=bt601', ...x264(), ...tags('smpte170m')]],
    ['untagged and small', ['-vf', 'scale=out_color_matrix=bt601', ...x264()]],
    ['tagged BT.709', ['-vf', 'scale=out_color_matrix=bt709', ...x264(), ...tags('bt709')]],
    [
      'of full range',
      ['-vf', 'scale=out_color_matrix=bt601:out_range=pc', ...x264(), '-pix_fmt', 'yuvj420p'],
    ],
    ['in RGB', ['-c:v', 'libx264rgb', '-preset', 'ultrafast']],
    ['in 10 bits', ['-vf', 'scale=out_color_matrix=bt601', ...x264(), '-pix_fmt', 'yuv420p10le']],
    ['with transparency', ['-c:v', 'qtrle', '-pix_fmt', 'argb']],
  ])('%s', async (name, encoder) => {
    const { quarters, frames } = await shown(
      `${name.replaceAll(/\W/g, '-')}.mov`,
      ...picture('320x180'),
      ...encoder,
    );
    expect(frames).toBe(25);
    expect(colours(quarters, 12)).toBe('RBRR');
  });

  it.each([
    ['in gray, of full range', ['-c:v', 'ffv1', '-pix_fmt', 'gray']],
    ['in gray as H.264', [...x264(), '-pix_fmt', 'gray']],
    ['in gray with 10 bits', ['-c:v', 'ffv1', '-pix_fmt', 'gray10le']],
  ])('%s', async (name, encoder) => {
    const { quarters } = await shown(
      `${name.replaceAll(/\W/g, '-')}.mkv`,
      ...lavfi('color=0x303030:s=320x180:r=25:d=1'),
      ...encoder,
    );
    // Confusing full and limited range would make it 37 or 58.
    for (const level of quarters.flat()) expect(Math.abs(level - 48)).toBeLessThanOrEqual(4);
  });
});

/** Encodes pictures of BT.709 in the wide colours of BT.2020 with this transfer. */
const wide = (transfer: string) => [
  '-vf',
  `format=gbrp,zscale=t=${transfer}:m=bt2020nc:p=bt2020:npl=203:tin=bt709:min=bt709:pin=bt709:rin=full,format=yuv420p10le`,
  ...[...x264(), '-pix_fmt', 'yuv420p10le', ...tags('bt2020nc', transfer, 'bt2020')],
];

describe('wide colours', () => {
  it('without HDR are those of an ordinary screen', async () => {
    const { quarters } = await shown('wide.mp4', ...picture('320x180'), ...wide('bt2020-10'));
    expect(colours(quarters, 15)).toBe('RBRR');
  });

  describe.each([
    ['PQ', 'smpte2084'],
    ['HLG', 'arib-std-b67'],
  ])('of %s', (name, transfer) => {
    it('keep their hue', async () => {
      const { quarters } = await shown(`${name}.mp4`, ...picture('320x180'), ...wide(transfer));
      expect(colours(quarters, 40)).toBe('RBRR');
    });

    // ITU-R BT.2408: white paper has 203 nits, and so have the pictures made here.
    it.each([
      ['0x404040', 64, 64],
      ['0x808080', 128, 128],
      ['white', 215, 240],
    ])('show %s as bright as ordinary pictures do', async (color, least, most) => {
      const clip = lavfi(`color=${color}:s=320x180:r=25:d=0.4`);
      const { quarters } = await shown(`${name}-${color}.mp4`, ...clip, ...wide(transfer));
      for (const level of quarters.flat()) {
        expect(level).toBeGreaterThanOrEqual(least - 4);
        expect(level).toBeLessThanOrEqual(most + 4);
      }
    });
  });
});

describe('the picture keeps its shape', () => {
  it('is turned upright, and is not turned again by the player', async () => {
    await clips.make('lying.mp4', ...picture('320x180'), ...x264());
    const turned = ['-i', clips.path('lying.mp4'), '-c', 'copy', '-metadata:s:v:0', 'rotate=90'];
    const { quarters, rung } = await shown('turned.mp4', ...turned);
    expect(rung).toMatchObject({ width: 180, height: 320 });
    const upright = colours(await quartersOf(clips.path('turned.mp4'), 'null'));
    expect(upright).toMatch(/^(BRRR|RRRB)$/);
    expect(colours(quarters)).toBe(upright);
  });

  it('gets square pixels', async () => {
    const { rung } = await shown(
      'dv.mkv',
      ...picture('180x144', ',setsar=16/15'),
      '-c:v',
      'mpeg4',
      '-q:v',
      '2',
    );
    expect(rung).toMatchObject({ width: 192, height: 144 });
  });

  it('may have odd sides', async () => {
    const { rung, quarters } = await shown(
      'odd.mkv',
      ...picture('161x91'),
      '-c:v',
      'ffv1',
      '-pix_fmt',
      'bgr0',
    );
    expect(rung).toMatchObject({ width: 160, height: 90 });
    expect(colours(quarters, 60)).toBe('RBRR');
  });

  it('may change its size on the way', async () => {
    await clips.make('a.ts', ...picture('320x180'), ...x264(25));
    await clips.make('b.ts', ...picture('640x360'), '-output_ts_offset', '1', ...x264(25));
    const { readFile } = await import('node:fs/promises');
    const both = Buffer.concat([await readFile(clips.path('a.ts')), await readFile(clips.path('b.ts'))]);
    await writeFile(clips.path('ab.ts'), both);
    const [spec] = await planVideo(worker, worker.upload(both), 1);
    const result = await runVideoTask(await worker.context({ ...spec!, segmentFrames: [50] }));
    expect(result).toMatchObject({ kind: 'video' });
    expect(result.kind === 'video' && result.frames).toBeGreaterThanOrEqual(49);
  });
});

describe('time stays what it is', () => {
  it.each([
    ['120 frames per second become 60', 'color=red:s=64x64:r=120:d=1', 60],
    ['240 frames per second become 60', 'color=red:s=64x64:r=240:d=1', 60],
    ['29.97 stays', 'color=red:s=64x64:r=30000/1001:d=2.002', 60],
    ['a slide show gets frames to seek to', 'color=red:s=64x64:r=1:d=3', 15],
    ['one frame is a video', 'color=red:s=64x64:r=25:d=0.04', 1],
  ])('%s', async (name, graph, expected) => {
    const { frames } = await shown(`${name.replaceAll(' ', '-')}.mp4`, ...lavfi(graph), ...x264());
    expect(frames).toBe(expected);
  });

  it('interlaced pictures are shown as frames', async () => {
    const fields = ['-vf', 'interlace=scan=tff', '-flags', '+ildct+ilme', ...x264()];
    const bytes = await clips.make('fields.mp4', ...lavfi('testsrc2=s=320x180:r=50:d=1'), ...fields);
    const source = worker.upload(bytes);
    expect((await probe(worker, source)).video).toMatchObject({
      interlaced: true,
      frameRate: { numerator: 25 },
    });
    const [spec] = await planVideo(worker, source, 1);
    expect(await runVideoTask(await worker.context(spec!))).toMatchObject({ frames: 25 });
  });
});

describe('the poster', () => {
  const meanLuma = async (bytes: Uint8Array) => {
    await writeFile(clips.path('poster.jpg'), bytes);
    const { stdout } = await ffmpeg(
      '-i',
      clips.path('poster.jpg'),
      '-vf',
      'scale=1:1:flags=area,format=gray',
      '-f',
      'rawvideo',
      '-',
    );
    return stdout[0]!;
  };
  async function still(name: string, graph: string, ...more: string[]) {
    const source = worker.upload(await clips.make(name, ...lavfi(graph), ...x264(), ...more));
    const [spec] = await planVideo(worker, source, 1);
    const result = await runVideoTask(await worker.context({ ...spec!, stills: true }));
    if (result.kind !== 'video' || !result.stills[0]) throw new Error('no poster');
    return result.stills[0];
  }
  const poster = async (name: string, graph: string) =>
    meanLuma(worker.media((await still(name, graph)).key)!);

  it('is not the black before the film', async () => {
    const fade = 'testsrc2=s=640x360:r=25:d=4,fade=in:st=2:d=0.5';
    expect(await poster('fade.mp4', fade)).toBeGreaterThan(60);
  });

  it('is not a blurred picture, and tells where it is', async () => {
    const blurred = "testsrc2=s=640x360:r=25:d=4,gblur=sigma=12:enable='lt(t,2)'";
    const { seconds, sharpness } = await still('blurred.mp4', blurred);
    expect(seconds).toBeGreaterThan(2);
    expect(sharpness).toBeGreaterThan(0.15);
  });

  it('is the only frame there is', async () => {
    expect(await still('one.mp4', 'testsrc2=s=640x360:r=25', '-frames:v', '1')).toMatchObject({ seconds: 0 });
  });

  it('is black where all is black', async () => {
    expect(await poster('black.mp4', 'color=black:s=640x360:r=25:d=2')).toBeLessThan(20);
  });
});
