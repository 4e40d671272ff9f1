import { aac, card, lavfi, tone, x264 } from '../ingredients.ts';
import { odd, ready, refused, type Kit, type Ready, type Row } from '../row.ts';

const silent = (more: Partial<Ready> = {}) => ready({ sound: false, seconds: 2, ...more });
const turned = (degrees: number) => (kit: Kit) =>
  kit.ffmpeg('-i', kit.pathOf('01-baseline'), '-c', 'copy', '-metadata:s:v:0', `rotate=${degrees}`);
const drawn =
  (source: string[], ...how: string[]) =>
  (kit: Kit) =>
    kit.ffmpeg(...source, ...how);
/** More than 576 lines without a word about colour are BT.709. */
const highDefinition = { filters: 'setparams=colorspace=bt709', decibels: 30 };
const small = { seconds: 2 };
/** A picture that stands still: what the encoder loses does not depend on the moment. */
const hdr = (transfer: string) => {
  const params = `log-level=none:transfer=${transfer}:colorprim=bt2020:colormatrix=bt2020nc`;
  const encoder = [
    '-c:v',
    'libx265',
    '-preset',
    'ultrafast',
    '-x265-params',
    params,
    '-pix_fmt',
    'yuv420p10le',
  ];
  const tags = [
    '-color_trc',
    transfer,
    '-colorspace',
    'bt2020nc',
    '-color_primaries',
    'bt2020',
    '-tag:v',
    'hvc1',
  ];
  return drawn(card({ ...small, size: '320x180' }), ...encoder, ...tags);
};

/** What a picture may be like: its sides, its pixels, its colours. */
export const pictures: Row[] = [
  odd('05-turned-90.mp4', 'a phone held upright', ready({ size: [360, 640] }), turned(90)),
  odd('06-turned-180.mp4', 'a phone held upside down', ready(), turned(180)),
  odd('07-turned-270.mp4', 'a phone held upright, the other way', ready({ size: [360, 640] }), turned(270)),
  odd(
    '08-odd-sides.mp4',
    'H.264 4:4:4 with odd sides',
    silent(),
    drawn(
      card({ ...small, size: '641x361' }),
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-pix_fmt',
      'yuv444p',
    ),
  ),
  odd(
    '09-odd-sides.mkv',
    'lossless RGB with odd sides',
    silent(),
    drawn(lavfi('testsrc=s=641x361:r=30:d=2'), '-c:v', 'ffv1', '-pix_fmt', 'bgr0'),
  ),
  odd(
    '16-hlg.mp4',
    'hybrid log-gamma, 10 bits: becomes BT.709',
    silent({ size: [320, 180], likeness: null }),
    hdr('arib-std-b67'),
  ),
  odd('17-pq.mp4', 'HDR10: becomes BT.709', silent({ size: [320, 180], likeness: null }), hdr('smpte2084')),
  odd(
    '18-high10.mp4',
    'H.264 of 10 bits',
    silent(),
    drawn(card(small), '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p10le'),
  ),
  odd(
    '19-interlaced.mp4',
    'fields, the top one first',
    silent({ frameRate: 25, likeness: { filters: 'yadif', decibels: 26 } }),
    drawn(card({ ...small, rate: 50 }), '-vf', 'interlace=scan=tff', '-flags', '+ildct+ilme', ...x264),
  ),
  odd(
    '20-interlaced.ts',
    'fields, the bottom one first, MPEG-2',
    silent({ frameRate: 25, likeness: { filters: 'yadif', decibels: 26 } }),
    drawn(
      card({ ...small, rate: 50 }),
      '-vf',
      'interlace=scan=bff',
      '-flags',
      '+ildct+ilme',
      '-field_order',
      'bb',
      '-c:v',
      'mpeg2video',
      '-q:v',
      '2',
    ),
  ),
  odd(
    '25-8k.mp4',
    '8K: becomes 2160p, in bounded memory',
    silent({
      size: [3840, 2160],
      frameRate: 24,
      seconds: 0.25,
      likeness: highDefinition,
    }),
    drawn(card({ size: '7680x4320', rate: 24, seconds: 0.25 }), ...x264),
    { megabytes: 2500, seconds: 120 },
  ),
  odd(
    '26-portrait.mp4',
    'higher than wide',
    silent({ size: [360, 640], likeness: highDefinition }),
    drawn(card({ ...small, size: '360x640' }), ...x264),
  ),
  odd(
    '27-wide-pixels.mkv',
    'PAL with pixels of 16:11',
    silent({ size: [1046, 576], frameRate: 25 }),
    drawn(
      card({ ...small, size: '720x576', rate: 25, more: ',setsar=16/11' }),
      '-c:v',
      'mpeg2video',
      '-q:v',
      '2',
    ),
  ),
  odd(
    '57-tiny.mp4',
    '16 pixels square',
    silent({ size: [16, 16], likeness: null }),
    drawn(card({ ...small, size: '16x16' }), ...x264),
  ),
  odd(
    '58-too-small.mkv',
    '2 pixels square',
    refused('too_small'),
    drawn(lavfi('color=red:s=2x2:r=30:d=1'), '-c:v', 'ffv1'),
  ),
  odd(
    '59-panorama.mp4',
    'sixty-four times as wide as high',
    silent({ size: [4096, 64] }),
    drawn(card({ ...small, size: '4096x64' }), ...x264),
  ),
  odd(
    '60-pillar.mp4',
    'thirty times as high as wide',
    silent({ size: [64, 2000], likeness: highDefinition }),
    drawn(card({ ...small, size: '64x2000' }), ...x264),
  ),
  odd(
    '61-full-range.mp4',
    'JPEG’s range of values',
    silent(),
    drawn(
      card(small),
      '-vf',
      'scale=out_range=pc',
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-pix_fmt',
      'yuvj420p',
    ),
  ),
  odd(
    '62-rgb.mp4',
    'RGB: red stays red',
    silent(),
    drawn(card(small), '-c:v', 'libx264rgb', '-preset', 'ultrafast'),
  ),
  odd('63-gray.mkv', 'shades of gray', silent(), drawn(card(small), '-c:v', 'ffv1', '-pix_fmt', 'gray')),
  odd(
    '65-growing.ts',
    'the picture grows on the way',
    silent({ size: [320, 180], frameRate: 25, likeness: null }),
    async (kit) => {
      const part = (size: string, name: string, ...more: string[]) =>
        kit.run(
          ...card({ size, rate: 25, seconds: 1 }),
          ...x264,
          '-g',
          '25',
          ...more,
          '-f',
          'mpegts',
          kit.scratch(name),
        );
      await part('320x180', 'a.ts');
      await part('640x360', 'b.ts', '-output_ts_offset', '1');
      await join(kit, 'a.ts', 'b.ts');
    },
  ),
  odd(
    '69-noise.mp4',
    'twenty times the bits that the rung may have',
    silent({ likeness: null }),
    drawn(
      card({ ...small, more: ',noise=alls=100:allf=t' }),
      ...x264,
      '-b:v',
      '20M',
      '-minrate',
      '20M',
      '-maxrate',
      '20M',
      '-bufsize',
      '5M',
    ),
  ),
  odd(
    '77-alpha.mov',
    'transparency',
    silent({ likeness: null, frameRate: 25, size: [320, 180] }),
    drawn(lavfi('color=red@0.5:s=320x180:r=25:d=2,format=argb'), '-c:v', 'qtrle'),
  ),
  odd(
    '78-black.mp4',
    'nothing but black, with sound',
    ready({ poster: false, likeness: null, seconds: 2, size: [320, 180] }),
    (kit) => kit.ffmpeg(...lavfi('color=black:s=320x180:r=30:d=2'), ...tone({ seconds: 2 }), ...x264, ...aac),
  ),
];

/** Two recordings one after the other in one file, as `cat` makes it. */
export async function join(kit: Kit, ...names: string[]): Promise<void> {
  const { readFile } = await import('node:fs/promises');
  await kit.write(...(await Promise.all(names.map((name) => readFile(kit.scratch(name))))));
}
