import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { clip, type ClipOptions } from './clip.ts';
import { testCloud } from './test-cloud.ts';

type Probe = {
  format: { duration: string; format_name: string };
  streams: {
    codec_type: string;
    codec_name: string;
    width?: number;
    height?: number;
    avg_frame_rate: string;
    channels?: number;
  }[];
};
const dir = (): string => mkdtempSync(join(testCloud().dir, 'clips-'));
const probe = async (options: ClipOptions): Promise<Probe> => {
  const file = await clip(options, dir());
  const args = ['-v', 'error', '-of', 'json', '-show_format', '-show_streams', file];
  return JSON.parse((await promisify(execFile)('ffprobe', args)).stdout) as Probe;
};

describe('a clip', () => {
  it('is as long, as large and as fast as asked', async () => {
    const { format, streams } = await probe({ seconds: 1, size: '160x90', fps: 10 });
    expect(Number(format.duration)).toBeCloseTo(1, 0);
    expect(streams).toMatchObject([
      { codec_name: 'h264', width: 160, height: 90, avg_frame_rate: '10/1' },
      { codec_name: 'aac', channels: 2 },
    ]);
  });

  it.each<[ClipOptions, string[]]>([
    [{ audio: 'none' }, ['h264']],
    [{ audio: 'only', extension: 'm4a' }, ['aac']],
    [{ extension: 'webm' }, ['vp9', 'opus']],
    [{ extension: 'mkv', videoCodec: 'ffv1', picture: 'still', channels: 1 }, ['ffv1', 'vorbis']],
    [{ extension: 'mov', videoCodec: 'libx265', rotate: 90 }, ['hevc', 'aac']],
  ])('with %o has the streams %o', async (options, codecs) => {
    const { streams } = await probe({ seconds: 0.5, size: '64x36', ...options });
    expect(streams.map((stream) => stream.codec_name)).toEqual(codecs);
  });

  it('is made once for the same options and is whole when two ask at once', async () => {
    const folder = dir();
    const [one, other] = await Promise.all([clip({ seconds: 0.5 }, folder), clip({ seconds: 0.5 }, folder)]);
    expect(one).toBe(other);
    const { mtimeMs } = statSync(one);
    expect(await clip({ seconds: 0.5 }, folder)).toBe(one);
    expect(statSync(one).mtimeMs).toBe(mtimeMs);
    expect(readdirSync(folder)).toHaveLength(1);
  });
});
