import { checkHls, type HlsFiles } from '@matinee/media';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { masterPlaylist, mediaPlaylist } from '../domain/playlists.ts';
import { collectRenditions } from '../domain/renditions.ts';
import { ffmpeg, ffprobe, lavfi, numberedPicture, readNumbers, withClips, x264 } from './spec-clips.ts';
import { withWorker } from './spec-kit.ts';
import { makeStream, type Stream } from './spec-stream.ts';

const clips = withClips();
const worker = withWorker();
let stream: Stream;
let server: Server;

/** Objects of the media bucket by the path of their address. */
const stored = (path: string) => worker.store.objects.get(path.slice(1));
const asText = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString('utf8');
const files: HlsFiles = { bytes: stored, text: (path) => asText(stored(path)) };
const pathOf = (ending: string) =>
  `/media/${stream.last.documents.find(({ key }) => key.endsWith(ending))!.key}`;

beforeAll(async () => {
  const picture = lavfi(numberedPicture({ rate: '25', seconds: 10.4, size: '640x360' }));
  const bytes = await clips.make(
    'film.mp4',
    ...picture,
    ...lavfi('sine=440:d=10.4'),
    ...x264(),
    '-c:a',
    'aac',
  );
  stream = await makeStream(worker, worker.upload(bytes));
  server = createServer((request, response) => {
    const found = stored(request.url ?? '');
    response.writeHead(found ? 200 : 404).end(found);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
}, 120_000);
afterAll(() => server.close());

describe('the playlists of a finished video', () => {
  it('keep every rule, from the master to the last byte', () => {
    expect(checkHls(pathOf('master.m3u8'), files)).toEqual([]);
    expect(files.text(pathOf('master.m3u8'))!.match(/#EXT-X-I-FRAME-STREAM-INF/g)).toHaveLength(2);
  });

  it('name key frames that can be shown alone', async () => {
    const lines = files.text(pathOf('v360-iframes.m3u8'))!.split('\n');
    const init = stored(/URI="([^"]+)"/.exec(lines.join('\n'))![1]!)!;
    const numbers: number[] = [];
    for (const [index, line] of lines.entries()) {
      const bytes = Number(/^#EXT-X-BYTERANGE:(\d+)@0$/.exec(line)?.[1]);
      if (!bytes) continue;
      const segment = stored(lines[index + 1]!)!;
      await writeFile(clips.path('key.mp4'), Buffer.concat([init, segment.subarray(0, bytes)]));
      numbers.push(...(await readNumbers(clips.path('key.mp4'))));
    }
    expect(numbers).toEqual([0, 50, 150, 250]);
  });
});

describe('the playlists of a video in progress', () => {
  const growing = (segments: number) => {
    const plan = { ...stream.plan, endFrame: null, pictureEnd: null };
    const renditions = collectRenditions(plan, stream.outputs).map((rendition) => ({
      ...rendition,
      segments: rendition.segments.slice(0, segments),
    }));
    const texts = new Map([['/t/master.m3u8', masterPlaylist(plan, renditions, false)]]);
    for (const rendition of renditions)
      texts.set(`/t/${rendition.name}.m3u8`, mediaPlaylist(plan, rendition, false));
    return { texts, files: { bytes: stored, text: (path: string) => texts.get(path) } };
  };

  it.each([1, 2, 3, 4])('keep every rule with %s segments', (segments) => {
    expect(checkHls('/t/master.m3u8', growing(segments).files, { complete: false })).toEqual([]);
  });

  it('do not name a last segment that may be made again', () => {
    const { texts } = growing(4);
    expect(texts.get('/t/v240.m3u8')!.match(/#EXTINF/g)).toHaveLength(3);
  });
});

describe('the check of playlists', () => {
  type Change = (read: HlsFiles) => Partial<HlsFiles>;
  const inText =
    (ending: string, from: string | RegExp, to: string): Change =>
    (read) => ({
      text: (path) => {
        const text = read.text(path);
        if (!path.endsWith(ending) || text === undefined) return text;
        expect(text).toMatch(from);
        return text.replace(from, to);
      },
    });
  const without =
    (ending: string): Change =>
    (read) => ({ bytes: (path) => (path.endsWith(ending) ? undefined : read.bytes(path)) });
  const segmentsOf = (name: string, texts: (segments: string[]) => string[]): Change => {
    return (read) => ({
      text: (path) => {
        const text = read.text(path);
        if (!path.endsWith(`/${name}.m3u8`) || !text) return text;
        const segments = text.match(/#EXTINF.*\n[^#].*\n/g)!;
        return text.replace(segments.join(''), texts(segments).join(''));
      },
    });
  };

  it.each<[string, Change]>([
    ['a master that is empty', inText('master.m3u8', /[^]+/, '')],
    ['a master without its first line', inText('master.m3u8', '#EXTM3U\n', '')],
    ['a variant that is not there', inText('master.m3u8', '\nv360.m3u8', '\nv361.m3u8')],
    ['two variants of one playlist', inText('master.m3u8', '\nv360.m3u8', '\nv240.m3u8')],
    ['too little BANDWIDTH', inText('master.m3u8', /:BANDWIDTH=\d/, ':BANDWIDTH=0')],
    ['far too much BANDWIDTH', inText('master.m3u8', /:BANDWIDTH=/, ':BANDWIDTH=9')],
    ['no AVERAGE-BANDWIDTH', inText('master.m3u8', /AVERAGE-BANDWIDTH=\d+,/, '')],
    ['another codec', inText('master.m3u8', 'avc1.64', 'avc1.4d')],
    ['no codec of the sound', inText('master.m3u8', ',mp4a.40.2"', '"')],
    ['another size', inText('master.m3u8', 'RESOLUTION=640x360', 'RESOLUTION=640x362')],
    ['another frame rate', inText('master.m3u8', 'FRAME-RATE=25.000', 'FRAME-RATE=24.000')],
    ['a group that does not exist', inText('master.m3u8', ',AUDIO="audio"', ',AUDIO="sound"')],
    ['sound that is not the default', inText('master.m3u8', 'DEFAULT=YES', 'DEFAULT=NO')],
    ['a number of channels that is not true', inText('master.m3u8', 'CHANNELS="2"', 'CHANNELS="6"')],
    ['a rung without an I-frame playlist', inText('master.m3u8', /#EXT-X-I-FRAME-STREAM-INF.*\n/, '')],
    ['an attribute twice', inText('master.m3u8', ',RESOLUTION', ',AVERAGE-BANDWIDTH=1,RESOLUTION')],
    ['a target duration of its own', inText('/audio.m3u8', 'TARGETDURATION:5', 'TARGETDURATION:6')],
    [
      'a target duration that is too short',
      (read) => ({ text: (path) => read.text(path)?.replace('TARGETDURATION:5', 'TARGETDURATION:3') }),
    ],
    ['a playlist that may still grow', inText('/v240.m3u8', ':VOD', ':EVENT')],
    ['a playlist without an end', inText('/v240.m3u8', '#EXT-X-ENDLIST\n', '')],
    ['a playlist without an init segment', inText('/v240.m3u8', /#EXT-X-MAP.*\n/, '')],
    ['a tag twice', inText('/v240.m3u8', '#EXT-X-VERSION:7\n', '#EXT-X-VERSION:7\n#EXT-X-VERSION:7\n')],
    ['a discontinuity', inText('/v240.m3u8', '#EXTINF', '#EXT-X-DISCONTINUITY\n#EXTINF')],
    ['a length that is not true', inText('/v240.m3u8', '#EXTINF:4.000000', '#EXTINF:4.000100')],
    ['one segment less', segmentsOf('v240', (segments) => segments.slice(0, -1))],
    ['a hole', segmentsOf('v240', (segments) => segments.toSpliced(1, 1))],
    ['segments in another order', segmentsOf('v240', ([a, b, c]) => [a!, c!, b!])],
    ['a segment twice', segmentsOf('v240', ([a, b, c]) => [a!, b!, b!, c!])],
    ['segments of another rung', inText('/v240.m3u8', /\/v240\//g, '/v360/')],
    ['sound that is a picture', inText('/audio.m3u8', /\/audio\//g, '/v240/')],
    ['a segment that is missing', without('/v360/00001.m4s')],
    ['an init segment that is missing', without('/audio/init.mp4')],
    [
      'a segment that was cut',
      (read) => ({
        bytes: (path) =>
          path.endsWith('v360/00002.m4s') ? read.bytes(path)?.subarray(0, -1) : read.bytes(path),
      }),
    ],
    ['a key frame that is cut', inText('v360-iframes.m3u8', /BYTERANGE:\d+@0/, 'BYTERANGE:99@0')],
    ['key frames of whole segments', inText('v360-iframes.m3u8', /#EXT-X-BYTERANGE.*\n/g, '')],
    ['key frames of another rung', inText('v360-iframes.m3u8', /\/v360\//g, '/v240/')],
    ['I-frames that pose as a video', inText('v360-iframes.m3u8', '#EXT-X-I-FRAMES-ONLY\n', '')],
  ])('tells %s', (_, change) => {
    expect(checkHls(pathOf('master.m3u8'), { ...files, ...change(files) })).not.toEqual([]);
  });
});

describe('the DASH manifest', () => {
  it('shows the same video to another player: all rungs and the sound, frame for frame', async () => {
    const { port } = server.address() as AddressInfo;
    const address = `http://127.0.0.1:${port}${pathOf('manifest.mpd')}`;
    const read = (...args: string[]) => ffprobe('-protocol_whitelist', 'http,tcp', ...args, address);
    const { streams } = await read();
    expect(streams.map(({ codec_name, height }) => [codec_name, height])).toEqual([
      ['h264', 240],
      ['h264', 360],
      ['aac', undefined],
    ]);
    for (const stream of ['v:0', 'v:1']) {
      const [one] = (await read('-select_streams', stream, '-count_packets')).streams;
      expect(Number(one!.nb_read_packets)).toBe(260);
    }
    expect(files.text(pathOf('manifest.mpd'))).toMatch(/mediaPresentationDuration="PT10\.4[0-3]\dS"/);
    expect(files.text(pathOf('manifest.mpd'))!.match(/<AdaptationSet contentType="\w+"/g)).toHaveLength(2);
  });
});

describe('the storyboard', () => {
  it('has a cell for every second, and each shows the frame of its time', async () => {
    const cues = [
      ...files
        .text(pathOf('storyboard.vtt'))!
        .matchAll(/^(\S+) --> (\S+)\n(\S+)#xywh=(\d+),(\d+),(\d+),(\d+)$/gm),
    ];
    expect(cues.map(([, start]) => start)).toEqual(
      Array.from({ length: 11 }, (_, second) => `00:00:${String(second).padStart(2, '0')}.000`),
    );
    expect(cues.at(-1)![2]).toBe('00:00:10.400');
    const numbers: number[] = [];
    for (const [, , , sheet, x, y, width, height] of cues) {
      await writeFile(clips.path('sheet.jpg'), stored(sheet!)!);
      await ffmpeg(
        '-i',
        clips.path('sheet.jpg'),
        '-vf',
        `crop=${width}:${height}:${x}:${y}`,
        clips.path('cell.png'),
      );
      numbers.push(...(await readNumbers(clips.path('cell.png'))));
    }
    expect(numbers).toEqual(Array.from({ length: 11 }, (_, second) => second * 25));
  });

  it('is the size of a thumbnail', () => {
    expect(stream.plan.storyboard).toMatchObject({ width: 160, height: 90 });
  });
});
