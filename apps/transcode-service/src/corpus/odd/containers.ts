import { writeFile } from 'node:fs/promises';
import { aac, card, tone, x264 } from '../ingredients.ts';
import { heard, odd, ready, refused, type Kit, type Row } from '../row.ts';

const encoded =
  (...how: string[]) =>
  (kit: Kit) =>
    kit.ffmpeg(...card(), ...tone(), ...how);
/** The first file again, in another wrapping. */
const copied =
  (...how: string[]) =>
  (kit: Kit) =>
    kit.ffmpeg('-i', kit.pathOf('01-baseline'), '-c', 'copy', ...how);
const lossless = ['-c:v', 'mpeg4', '-q:v', '2'];
const pal = { size: '720x576', rate: 25, seconds: 2 };

/** How the same picture and sound may be wrapped and compressed. */
export const containers: Row[] = [
  odd(
    '01-baseline.mp4',
    'H.264 and AAC, index first',
    ready(),
    encoded(...x264, ...aac, '-movflags', '+faststart'),
  ),
  odd('02-index-last.mp4', 'the index lies at the end', ready(), encoded(...x264, ...aac)),
  odd(
    '03-fragmented.mp4',
    'fragments; the average rate reads 29.79',
    ready(),
    encoded(...x264, '-g', '30', ...aac, '-movflags', '+frag_keyframe+empty_moov+default_base_moof'),
  ),
  odd(
    '04-hevc.mp4',
    'H.265, as phones make it',
    ready(),
    encoded(
      '-c:v',
      'libx265',
      '-preset',
      'ultrafast',
      '-x265-params',
      'log-level=none',
      '-tag:v',
      'hvc1',
      ...aac,
    ),
  ),
  odd(
    '30-timecode.mov',
    'a track of timecode beside the picture',
    ready(),
    copied('-timecode', '01:00:00:00'),
  ),
  odd(
    '33-mpeg2.ts',
    'transport stream, MPEG-2 and AC-3',
    ready(),
    encoded('-c:v', 'mpeg2video', '-q:v', '2', '-c:a', 'ac3'),
  ),
  odd(
    '34-xvid.avi',
    'MPEG-4 and MP3',
    ready(),
    encoded(...lossless, '-vtag', 'XVID', '-bf', '2', '-c:a', 'libmp3lame'),
  ),
  odd(
    '35-mjpeg.avi',
    'JPEG pictures and PCM, full range',
    ready(),
    encoded('-c:v', 'mjpeg', '-q:v', '2', '-c:a', 'pcm_s16le'),
  ),
  odd(
    '36-vp9.webm',
    'VP9 and Opus, whose pre-skip starts before zero',
    ready(),
    encoded('-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '2M', '-c:a', 'libopus'),
  ),
  odd(
    '37-vp8.webm',
    'VP8 and Vorbis',
    ready(),
    encoded('-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '3M', '-c:a', 'libvorbis'),
  ),
  odd('38-av1.mp4', 'AV1', ready(), encoded('-c:v', 'libsvtav1', '-preset', '10', '-crf', '20', ...aac)),
  odd(
    '39-sorenson.flv',
    'Sorenson Spark; no pixel aspect ratio',
    ready(),
    encoded('-c:v', 'flv', '-q:v', '2', '-ar', '44100', '-c:a', 'libmp3lame'),
  ),
  odd('40-h264.flv', 'H.264 in FLV', ready(), encoded(...x264, ...aac)),
  odd(
    '41-phone.3gp',
    'H.263, 15 frames per second, never enlarged',
    ready({ size: [352, 288], frameRate: 15 }),
    (kit) =>
      kit.ffmpeg(...card({ size: '352x288', rate: 15 }), ...tone(), '-c:v', 'h263', '-q:v', '2', ...aac),
  ),
  odd('42-windows.wmv', 'WMV2 and WMA', ready(), encoded('-c:v', 'wmv2', '-q:v', '2', '-c:a', 'wmav2')),
  odd(
    '43-prores.mov',
    'ProRes 4:2:2, 10 bits',
    ready(),
    encoded('-c:v', 'prores_ks', '-profile:v', '0', '-c:a', 'pcm_s16le'),
  ),
  odd(
    '44-dnxhr.mov',
    'DNxHR',
    ready(),
    encoded('-c:v', 'dnxhd', '-profile:v', 'dnxhr_sq', '-pix_fmt', 'yuv422p', '-c:a', 'pcm_s24le'),
  ),
  odd(
    '45-animated.gif',
    'a video without sound',
    ready({ sound: false, likeness: null, seconds: 2, frameRate: 25, size: [320, 180] }),
    (kit) => kit.ffmpeg(...card({ size: '320x180', rate: 25, seconds: 2 })),
  ),
  odd('46-animated.apng', 'a picture format whose demuxer is not on the list', refused('not_media'), (kit) =>
    kit.ffmpeg(...card({ size: '160x90', rate: 5, seconds: 1 }), '-f', 'apng'),
  ),
  odd('48-mov-text.mp4', 'subtitles of QuickTime', ready(), subtitled('mov_text')),
  odd('49-ass.mkv', 'styled subtitles, which nothing may render', ready(), subtitled('ass')),
  odd('50-chapters.mkv', 'a chapter called <script>', ready(), async (kit) => {
    const chapters = kit.scratch('chapters.txt');
    await writeFile(
      chapters,
      ';FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=1500\ntitle=<script>alert(1)</script>\n',
    );
    await kit.ffmpeg('-i', kit.pathOf('01-baseline'), '-i', chapters, '-map_chapters', '1', '-c', 'copy');
  }),
  odd('51-font.mkv', 'a font as attachment', ready(), async (kit) => {
    await writeFile(kit.scratch('font.ttf'), 'not a font at all');
    await copied(
      '-attach',
      kit.scratch('font.ttf'),
      '-metadata:s:t',
      'mimetype=application/x-truetype-font',
    )(kit);
  }),
  odd('52-data.ts', 'a stream of telemetry beside the picture', ready(), async (kit) => {
    await writeFile(kit.scratch('data.bin'), Buffer.alloc(4000, 7));
    const inputs = ['-i', kit.pathOf('01-baseline'), '-f', 'data', '-i', kit.scratch('data.bin')];
    await kit.ffmpeg(...inputs, '-map', '0', '-map', '1', '-c', 'copy', '-f', 'mpegts');
  }),
  odd(
    '64-long-title.mp4',
    'a title of 3,000 characters',
    ready(),
    copied('-metadata', `title=${'Tästä '.repeat(500)}`),
  ),
  odd(
    '68-quicktime-renamed.mp4',
    'QuickTime under another name: content decides',
    ready(),
    copied('-f', 'mov'),
  ),
  odd(
    '71-theora.ogv',
    'Theora and Vorbis',
    ready(),
    encoded('-c:v', 'libtheora', '-q:v', '9', '-c:a', 'libvorbis'),
  ),
  odd(
    '72-mpeg1.mpg',
    'program stream, MPEG-1',
    ready(),
    encoded('-c:v', 'mpeg1video', '-q:v', '2', '-c:a', 'mp2'),
  ),
  odd(
    '73-pal.dv',
    'DV, interlaced, pixels of 16:15',
    ready({ size: [768, 576], frameRate: 25, seconds: 2, likeness: { filters: 'yadif', decibels: 25 } }),
    (kit) => kit.ffmpeg(...card(pal), ...tone({ seconds: 2 }), '-target', 'pal-dv', '-aspect', '4:3'),
  ),
  odd('74-broadcast.mxf', 'MXF, MPEG-2', ready({ frameRate: 25, seconds: 2 }), (kit) =>
    kit.ffmpeg(
      ...card({ rate: 25, seconds: 2 }),
      ...tone({ seconds: 2 }),
      '-c:v',
      'mpeg2video',
      '-q:v',
      '2',
      '-c:a',
      'pcm_s16le',
    ),
  ),
  odd(
    '75-recorder.webm',
    'straight from a browser: no duration, no index',
    ready(),
    encoded(
      '-c:v',
      'libvpx',
      '-deadline',
      'realtime',
      '-cpu-used',
      '8',
      '-b:v',
      '3M',
      '-c:a',
      'libopus',
      '-live',
      '1',
    ),
  ),
  odd('76-cover-only-video.m4a', 'nothing to see, nothing to show but sound', heard(), (kit) =>
    kit.ffmpeg(...tone(), ...aac, '-f', 'ipod'),
  ),
];

function subtitled(codec: string) {
  return async (kit: Kit) => {
    const lines = kit.scratch('lines.srt');
    await writeFile(lines, '1\n00:00:00,500 --> 00:00:02,000\n<b>Hello</b> {\\an8}there\n');
    await kit.ffmpeg('-i', kit.pathOf('01-baseline'), '-i', lines, '-c', 'copy', '-c:s', codec);
  };
}
