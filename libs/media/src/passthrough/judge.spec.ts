import { describe, expect, it } from 'vitest';
import type { VideoStream } from '../source-info.ts';
import { passthroughReasons, type PassthroughReason } from './reasons.ts';
import { box, fullBox, u32 } from './box-writer.ts';
import { frames, judge, type Movie } from './spec-movie.ts';

const HD = { width: 1280, height: 720 };
const stsz = (count: number, size: number) => fullBox('stsz', 0, 0, u32(size), u32(count));

describe('a web-friendly source', () => {
  it('keeps its pictures, in segments of whole groups', () => {
    expect(judge()).toMatchObject({
      ok: true,
      timescale: 15360,
      endFrame: 240,
      gopSeconds: 1,
      segments: [
        { firstSample: 0, samples: 120, startFrame: 0, endFrame: 120, startTicks: 0, endTicks: 120 * 512 },
        { firstSample: 120, samples: 120, startFrame: 120, startTicks: 120 * 512, endTicks: 240 * 512 },
      ],
    });
  });

  it.each<[string, Movie]>([
    [
      'with B-frames and the edit that hides their delay',
      { samples: frames(240, 30, { reorder: true }), edits: [[8000, 512]] },
    ],
    [
      'with an empty edit in front, as long as the first picture is late',
      {
        edits: [
          [0, -1],
          [8000, 0],
        ],
      },
    ],
    ['with 64-bit places', { large: true }],
    ['in Baseline profile', { set: { profile: 66 } }],
    ['that tells its colour in both places', { set: { color: [1, 1, 1, 0] }, color: [1, 1, 1, 0] }],
    ['with the curve of BT.601, which is the same', { set: { color: [1, 6, 1, 0] } }],
    ['whose sound lies between the chunks', { gap: 50_000 }],
    ['that tells that its pixels are square', { set: { aspect: [1, 1] } }],
  ])('may be one %s', (_, movie) => {
    expect(judge(movie)).toMatchObject({ ok: true });
  });

  it.each([
    [1280, 720],
    [1280, 544],
    [1304, 734],
    [480, 854],
  ])('may be %ix%i', (width, height) => {
    expect(judge({ width, height }, { width, height })).toMatchObject({ ok: true });
  });
});

/** One source for every reason: what is wrong in the file, what ffprobe says, where the file ends. */
const refused: [
  PassthroughReason,
  string,
  Movie,
  Partial<VideoStream>?,
  { startTime?: number; fileSize?: number; soundEnd?: number }?,
][] = [
  ['container', 'is fragmented', { mvex: true }],
  ['container', 'refers to another file', { external: true }],
  ['index', 'has a table that lies', { tables: { stsz: stsz(241, 100) } }],
  ['index', 'has no table of sizes', { tables: { stsz: box('free') } }],
  ['truncated', 'was cut off', {}, {}, { fileSize: 20_000 }],
  ['codec', 'is HEVC', { entry: 'hvc1' }, { codec: 'hevc' }],
  ['codec', 'has its parameters among the pictures', { entry: 'avc3' }],
  ['codec', 'has an exotic profile', { set: { profile: 88 } }],
  ['level', 'is of level 5.1', { set: { level: 51 } }],
  ['sample_descriptions', 'changes its size', { descriptions: 2 }],
  ['sample_descriptions', 'has two sets of parameters', { set: { sets: 2 } }],
  ['sample_descriptions', 'says two sizes', { set: { width: 640, height: 352 } }],
  ['pixel_format', 'is 4:2:2', { ...HD, set: { ...HD, chroma: 2 } }, HD],
  ['pixel_format', 'has 10 bits', { set: { depth: 10 } }],
  ['interlaced', 'may have fields', { set: { progressive: false } }],
  ['interlaced', 'has fields, as ffprobe saw', {}, { interlaced: true }],
  ['rotation', 'was held upright', {}, { rotation: 90 }],
  ['rotation', 'is mirrored', { matrix: [-0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000] }],
  ['pixel_aspect', 'has wide pixels in the container', {}, { sar: { numerator: 4, denominator: 3 } }],
  ['pixel_aspect', 'has wide pixels in the stream', { set: { aspect: [4, 3] } }],
  ['size', 'is a panorama', { width: 5120, height: 400 }, { width: 5120, height: 400 }],
  ['size', 'is of another size than ffprobe says', {}, { width: 642 }],
  ['too_small', 'is a stamp', { width: 320, height: 180 }, { width: 320, height: 180 }],
  ['long_sound', 'has sound that goes on', {}, {}, { soundEnd: 8.6 }],
  ['color', 'is untagged and small', {}, { matrix: 'bt601' }],
  ['color', 'is HDR', {}, { hdr: 'pq' }],
  ['color', 'has full range', { set: { color: [1, 1, 1, 1] } }],
  ['color', 'has wide primaries', { color: [9, 1, 1, 0] }],
  [
    'frame_rate',
    'has 120 frames per second',
    { samples: frames(960, 120, { ticks: 128 }) },
    { frameRate: { numerator: 60, denominator: 1 } },
  ],
  [
    'frame_rate',
    'has a picture right before a keyframe',
    {
      samples: frames(240, 30).map((sample, at) => ({
        ...sample,
        duration: at === 118 ? 1074 : at === 119 ? 50 : 512,
      })),
    },
  ],
  [
    'frame_rate',
    'has them for some seconds only',
    { samples: [...frames(240, 30), ...frames(480, 120, { ticks: 128 })] },
  ],
  ['edit_list', 'starts inside a group', { edits: [[7500, 15 * 512]] }],
  [
    'edit_list',
    'is put together of two parts',
    {
      edits: [
        [2000, 0],
        [2000, 120 * 512],
      ],
    },
  ],
  ['edit_list', 'plays at double speed', { edits: [[8000, 0, 2]] }],
  ['edit_list', 'ends before its last pictures', { edits: [[7000, 0]] }],
  ['edit_list', 'starts elsewhere than ffprobe says', {}, { startTime: 0.02 }],
  ['edit_list', 'shows nothing', { edits: [[8000, -1]] }],
  ['gop', 'has a keyframe every seven seconds', { samples: frames(420, 210) }],
  ['gop', 'ends in a long group', { samples: [...frames(30, 30), ...frames(200, 200)] }],
  [
    'open_gop',
    'shows pictures before their keyframe',
    {
      samples: frames(240, 30, { reorder: true }).map((sample, at) =>
        at % 30 === 1 && at > 30 ? { ...sample, offset: -512 } : sample,
      ),
      edits: [[8000, 512]],
    },
  ],
  [
    'bitrate',
    'is too large for its size',
    { samples: frames(240, 30).map((sample) => ({ ...sample, size: 5000 })) },
  ],
  [
    'bitrate',
    'is too large at one place',
    { samples: frames(1200, 30).map((sample, at) => ({ ...sample, size: at < 120 ? 10_000 : 100 })) },
  ],
  ['interleaving', 'has its samples all over the file', { gap: 1_000_000 }],
];

describe('a source is encoded when it', () => {
  it.each(refused)('%s: %s', (reason, _, movie, video, more) => {
    expect(judge(movie, video, more)).toMatchObject({ ok: false, reasons: [reason] });
  });

  it('gives any of the reasons, each of which is seen here', () => {
    expect(new Set(refused.map(([reason]) => reason))).toEqual(new Set(Object.keys(passthroughReasons)));
  });
});

it('tells all reasons at once', () => {
  const verdict = judge({ set: { level: 51, depth: 10 }, samples: frames(420, 210) }, { rotation: 90 });
  expect(verdict).toMatchObject({ ok: false, reasons: ['level', 'pixel_format', 'rotation', 'gop'] });
});
