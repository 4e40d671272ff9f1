import { describe, expect, it } from 'vitest';
import { planLadder } from '../ladder.ts';
import { audioArguments } from './audio-arguments.ts';
import { filterGraph } from './filter-graph.ts';
import { mp4Arguments } from './mp4-arguments.ts';
import { probeArguments } from './probe-arguments.ts';
import { videoArguments } from './video-arguments.ts';
import type { VideoChunk } from './video-chunk.ts';

const frameRate = { numerator: 30000, denominator: 1001 };
const chunk: VideoChunk = {
  source: { index: 2, frameRate, interlaced: false, hdr: 'sdr', matrix: 'bt601', fullRange: false },
  firstFrame: 240,
  firstSegment: 2,
  segmentFrames: [120],
  holdFrom: null,
  rungs: planLadder({ width: 1280, height: 720, frameRate }),
  seekSeconds: 7,
  stills: false,
  storyboard: null,
  pictureSize: { width: 1280, height: 720 },
};
const sound = {
  name: 'audio',
  streamIndex: 1,
  segmentSeconds: 4,
  maxSeconds: 9,
  padTo: null,
  gainDb: 0,
  peaks: false,
};
const after = (args: string[], option: string) => args[args.indexOf(option) + 1];

describe('every tool that reads an upload', () => {
  it.each([
    ['ffprobe', probeArguments('INPUT')],
    ['video', videoArguments('INPUT', chunk, 1)],
    ['audio', audioArguments('INPUT', sound, 1)],
  ])('is bound before it opens the file: %s', (_, args) => {
    const before = args.slice(0, args.indexOf('INPUT'));
    expect(after(before, '-protocol_whitelist')).toBe('http,tcp');
    const formats = after(before, '-format_whitelist')!.split(',');
    for (const forbidden of ['hls', 'dash', 'concat', 'sdp', 'rtsp', 'tty', 'image2', 'srt']) {
      expect(formats).not.toContain(forbidden);
    }
    expect(after(before, '-codec_whitelist')).not.toMatch(/xbin|ansi|vvc/);
    expect(before).toEqual(expect.arrayContaining(['-max_alloc', '-max_pixels']));
  });

  it('writes nothing of the source but picture or sound', () => {
    for (const args of [
      videoArguments('INPUT', chunk, 1),
      audioArguments('INPUT', sound, 1),
      mp4Arguments(['V', 'A'], 'out.mp4'),
    ]) {
      expect(args.join(' ')).toContain('-sn -dn -map_metadata -1 -map_chapters -1');
    }
  });
});

describe('filterGraph', () => {
  it('cuts by frame number before it scales, each rung from the next larger one', () => {
    expect(filterGraph(chunk).split(';')).toEqual([
      expect.stringMatching(
        /^\[0:2\]fps=30000\/1001,trim=start_pts=240:end_pts=360,setpts=PTS-240,scale=1280:720:in_color_matrix=smpte170m.*out_color_matrix=bt709:out_range=tv,.*setsar=1,split=2\[rung3\]\[from2\]$/,
      ),
      '[from2]scale=854:480,setsar=1,split=2[rung2][from1]',
      '[from1]scale=640:360,setsar=1,split=2[rung1][from0]',
      '[from0]scale=426:240,setsar=1[rung0]',
    ]);
  });

  it('holds the first frame back to zero only without a seek', () => {
    expect(filterGraph({ ...chunk, seekSeconds: 0 })).toContain('fps=30000/1001:start_time=0,');
    expect(filterGraph(chunk)).not.toContain('start_time');
  });

  it('maps tones and takes fields apart', () => {
    const source = { ...chunk.source, hdr: 'pq' as const, interlaced: true };
    const graph = filterGraph({ ...chunk, source, stills: true });
    expect(filterGraph({ ...chunk, holdFrom: 300 })).toContain('tpad=stop_mode=clone:stop=-1,trim=');
    expect(graph).not.toContain('tpad');
    expect(graph.match(/tonemap=mobius/g)).toHaveLength(2);
    expect(graph.indexOf('bwdif')).toBeLessThan(graph.indexOf('fps='));
    expect(filterGraph(chunk)).not.toMatch(/tonemap|bwdif|still|sheet/);
  });

  it('makes a few stills of the source, and measures each in a small picture', () => {
    const graph = filterGraph({ ...chunk, segmentFrames: [120, 120], stills: true }).split(';');
    expect(graph.slice(0, 3)).toEqual([
      expect.stringMatching(/,split=2\[picture\]\[still\]$/),
      expect.stringMatching(/^\[still\]framestep=40,scale=1280:720:.*split=2\[stills\]\[measured\]$/),
      '[measured]scale=320:180:flags=area,signalstats,blurdetect,metadata=mode=print:file=stills.txt,nullsink',
    ]);
    expect(graph[3]).toMatch(/^\[picture\]scale=1280:720/);
  });

  it('takes the cells of the storyboard from the smallest rung, at their places in the film', () => {
    const storyboard = { everyFrames: 50, width: 160, height: 90, columns: 5 };
    const graph = filterGraph({ ...chunk, segmentFrames: [600], storyboard }).split(';');
    expect(graph.slice(-2)).toEqual([
      '[from0]scale=426:240,setsar=1,split=2[rung0][cells]',
      "[cells]select='not(mod(n+240\\,50))',scale=160:90:flags=area,tile=5x3[sheet]",
    ]);
    const none = { ...storyboard, everyFrames: 100_000 };
    expect(filterGraph({ ...chunk, storyboard: none })).toBe(filterGraph(chunk));
    expect(videoArguments('INPUT', { ...chunk, storyboard: none }, 1)).not.toContain('[sheet]');
  });
});

describe('videoArguments', () => {
  it('places the chunk on the film and one keyframe at each segment', () => {
    const args = videoArguments('INPUT', chunk, 3);
    expect(after(args, '-ss')).toBe('7.000000');
    expect(after(args, '-output_ts_offset')).toBe('8.008000');
    expect(after(args, '-start_number')).toBe('2');
    expect(after(args, '-force_key_frames')).toBe('0.000000');
    const uneven = videoArguments('INPUT', { ...chunk, segmentFrames: [120, 150, 60] }, 1);
    expect(after(uneven, '-force_key_frames')).toBe('0.000000,4.004000,9.009000');
    expect(Number(after(args, '-hls_time'))).toBeLessThan(1001 / 30_000);
    expect(args.filter((arg) => arg === 'libx264')).toHaveLength(4);
    expect(args).not.toContain('-frames:v');
  });

  it('spends its CPU by the lines of a rung, however the picture lies', () => {
    const settings = (width: number, height: number) => {
      const rungs = planLadder({ width, height, frameRate }).slice(-1);
      const args = videoArguments('INPUT', { ...chunk, rungs }, 1);
      return ['-crf', '-rc-lookahead', '-subq'].map((option) => args.includes(option) && after(args, option));
    };
    expect(settings(854, 480)).toEqual(['23', '20', false]);
    expect(settings(1280, 720)).toEqual(['24', false, false]);
    expect(settings(1080, 1920)).toEqual(['25', false, '1']);
  });

  it('reads from the beginning without a seek', () => {
    expect(videoArguments('INPUT', { ...chunk, seekSeconds: 0 }, 1)).not.toContain('-ss');
  });
});

describe('mp4Arguments', () => {
  it('copies picture and sound, with the index first', () => {
    const args = mp4Arguments(['V', 'A'], 'out.mp4').join(' ');
    expect(args).toContain('-map 0:0 -map 1:0');
    expect(args).toContain('-c copy -movflags +faststart -f mp4 out.mp4');
    expect(mp4Arguments(['V'], 'out.mp4').join(' ')).not.toContain('1:0');
  });
});
