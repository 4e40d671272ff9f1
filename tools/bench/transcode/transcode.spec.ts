import { describe, expect, it } from 'vitest';
import { clipArguments, longClipArguments } from './clips.ts';
import { readMaster, readMedia } from './hls.ts';
import { slotPeak } from './memory.ts';
import { readOptions } from './options.ts';
import { compareArguments, readScores } from './quality.ts';
import { headline, rounded, summarize, table, type Measured, type Row } from './report.ts';
import { readTimes } from './run-steps.ts';
import { turnsOf } from './session.ts';
import { optionValue } from './spec-arguments.ts';

describe('clips', () => {
  it('are the same on every machine: seeds and threads are fixed', () => {
    const args = clipArguments('grain', 24, 'out.mp4');
    expect(optionValue(args, '-filter_complex')).toContain('all_seed=2026');
    expect(optionValue(args, '-threads')).toBe('4');
    expect(clipArguments('web', 24, 'out.mp4')).toEqual(expect.arrayContaining(['+cgop', '+faststart']));
  });

  it('become long by whole repetitions', () => {
    const all = longClipArguments({ file: 'web.mp4', seconds: 24 }, 3590, '/scratch', 'long.mp4');
    expect(all.slice(2).map((args) => optionValue(args, '-stream_loop'))).toEqual(['149', '149']);
    expect(optionValue(all[2]!, '-t')).toBe('3600');
    expect(optionValue(all[3]!, '-t')).toBeUndefined();
  });
});

describe('what is read', () => {
  it('sums the children’s time of the shell', () => {
    expect(readTimes('0m0.010s 0m0.020s\n1m2.500s 0m0.250s\n')).toBe(62.75);
  });

  it('finds scores of luma, and a copy to be identical', () => {
    const log = (psnr: string) =>
      `[Parsed_psnr] PSNR y:${psnr} u:44 v:45\n[Parsed_ssim] SSIM Y:0.987654 (19.1) U:1\n`;
    expect(readScores(log('41.25'))).toEqual({ psnr: 41.25, ssim: 0.987654 });
    expect(readScores(log('inf')).psnr).toBe(Infinity);
    expect(() => readScores('nothing')).toThrow('No scores');
  });

  it('compares frame by frame, at a shift on either side', () => {
    const graph = (shift: number) =>
      optionValue(compareArguments('a', 'b', { width: 426, height: 240 }, { shift }), '-filter_complex');
    expect(graph(1)).toMatch(/^\[0:v\]trim=start_frame=1,.*\[1:v\]trim=start_frame=0,/s);
    expect(graph(-2)).toMatch(/^\[0:v\]trim=start_frame=0,.*\[1:v\]trim=start_frame=2,/s);
  });

  it('reads playlists as a player does', () => {
    const master = [
      '#EXTM3U',
      '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="Original",URI="audio.m3u8"',
      '#EXT-X-STREAM-INF:BANDWIDTH=1,CODECS="avc1.640028,mp4a.40.2",RESOLUTION=1920x1080,AUDIO="audio"',
      'v1080.m3u8',
      '#EXT-X-STREAM-INF:BANDWIDTH=1,CODECS="av01.0.08M.08,mp4a.40.2",RESOLUTION=1280x720,AUDIO="audio"',
      'av1-720.m3u8',
    ].join('\n');
    expect(readMaster(master)).toEqual({
      variants: [
        { uri: 'v1080.m3u8', height: 1080, codec: 'h264' },
        { uri: 'av1-720.m3u8', height: 720, codec: 'av1' },
      ],
      sounds: ['audio.m3u8'],
    });
    const media = ['#EXTM3U', '#EXT-X-MAP:URI="init.mp4"', '#EXTINF:4,', '0.m4s', '#EXTINF:4,', '1.m4s'].join(
      '\n',
    );
    expect(readMedia(media)).toEqual({ parts: ['init.mp4', '0.m4s', '1.m4s'], segments: 2, complete: false });
    expect(readMedia(`${media}\n#EXT-X-ENDLIST\n`).complete).toBe(true);
  });
});

describe('the report', () => {
  const row = (
    clip: Row['clip'],
    pipeline: Row['pipeline'],
    wall: number,
    cpu: number,
    videoBytes?: number,
  ): Row => ({
    ...{ clip, pipeline, wall, cpu, playable: wall / 4 },
    ...(videoBytes !== undefined && {
      quality: [{ height: 240, codec: 'h264', psnr: 40, ssim: 0.97, frames: 720, videoBytes, shift: 0 }],
    }),
  });
  const measured: Measured = {
    rows: [
      row('grain', 'matinee', 30, 60, 900),
      row('grain', 'limit', 29, 50),
      row('grain', 'peertube-tuned', 60, 90, 1000),
      { ...row('grain', 'matinee', 34, 64), memory: { ffmpeg: 500, worker: 200, slots: 4 } },
      row('grain', 'limit', 31, 54),
      row('grain', 'peertube-tuned', 68, 94),
    ],
    playableLong: null,
    av1: null,
    survival: null,
    speedupOfFour: null,
  };

  it('is of medians of one run', () => {
    expect(headline(measured)).toMatchObject({
      ...{
        playable_encoded_s: 8,
        wall_speedup: 2,
        cpu_vs_limit: 1.192,
        bytes_vs_peertube: 0.9,
        slot_peak_mb: 550,
      },
    });
  });

  it('says null of what was not measured, never a number', () => {
    const { playable_passthrough_s, wall_speedup_passthrough, bytes_av1_vs_peertube, work_lost_chunks } =
      headline(measured);
    expect([
      playable_passthrough_s,
      wall_speedup_passthrough,
      bytes_av1_vs_peertube,
      work_lost_chunks,
    ]).toEqual(Array(4).fill(null));
    expect([rounded(NaN), rounded(Infinity), rounded(null), rounded(123.456)]).toEqual([
      null,
      null,
      null,
      123.5,
    ]);
  });

  it('holds AV1 against what PeerTube needs', () => {
    const rung = { ...row('grain', 'matinee', 1, 1, 400).quality![0]!, codec: 'av1' as const };
    const figures = headline({ ...measured, av1: { wall: 100, cpu: 200, quality: [rung] } });
    expect(figures).toMatchObject({ bytes_av1_vs_peertube: 0.4, av1_wall_s: 100, av1_cpu_s: 200 });
  });

  it('has a row for every pipeline', () => {
    const summaries = summarize(measured.rows);
    expect(summaries.map(({ pipeline, rounds }) => [pipeline, rounds])).toEqual([
      ['matinee', 2],
      ['limit', 2],
      ['peertube-tuned', 2],
    ]);
    expect(table(summaries, headline(measured))).toMatch(/grain {2}matinee .* 32\.0 s .*\n.*SSIM 0\.9700/);
  });

  it('counts a slot’s share of its worker', () => {
    expect(slotPeak({ ffmpeg: 400, worker: 200, slots: 2 })).toBe(500);
  });
});

describe('the options', () => {
  it('are whole runs by default, and small ones when in a hurry', () => {
    expect(readOptions([])).toMatchObject({
      seconds: 24,
      rounds: 2,
      longMinutes: 60,
      clips: ['grain', 'web', 'clean'],
    });
    expect(readOptions(['--quick'])).toMatchObject({
      seconds: 6,
      rounds: 1,
      longMinutes: 2,
      clips: ['grain', 'web'],
    });
    const { wants } = readOptions(['--only', 'matinee']);
    expect([wants('matinee'), wants('limit')]).toEqual([true, false]);
  });

  it('decide who takes part, and the slow ones take part once', () => {
    const names = (round: number, args: string[] = []) =>
      turnsOf(round, readOptions(args)).map(({ clip, pipeline }) => `${clip} ${pipeline}`);
    expect(names(0)).toHaveLength(9);
    expect(names(1)).toEqual([
      ...['grain matinee', 'grain limit', 'grain peertube-tuned', 'web matinee', 'web peertube-tuned'],
    ]);
    expect(names(0, ['--only', 'limit', '--only', 'mediacms'])).toEqual(['grain limit', 'grain mediacms']);
  });

  it.each([
    [['--seconds', '0'], /--seconds 0 is not a whole number from 1/],
    [['--only', 'youtube'], /There is no part youtube: name matinee, limit/],
    [['--clip', 'noise'], /There is no clip noise: name grain/],
  ])('refuse %j with a sentence', (args, sentence) => {
    expect(() => readOptions(args)).toThrow(sentence);
  });
});
