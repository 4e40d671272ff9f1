import { aac, card, lavfi, surround, tone, x264 } from '../ingredients.ts';
import { heard, odd, ready, type Kit, type Row } from '../row.ts';
import { join } from './pictures.ts';

const made =
  (...args: string[]) =>
  (kit: Kit) =>
    kit.ffmpeg(...args);
const copied =
  (...how: string[]) =>
  (kit: Kit) =>
    kit.ffmpeg('-i', kit.pathOf('01-baseline'), '-c', 'copy', ...how);
const small = { size: '320x180' as const };
const modest = { size: [320, 180] as const };

export const sounds: Row[] = [
  odd('10-no-sound.mp4', 'no sound at all', ready({ sound: false }), made(...card(), ...x264)),
  odd('11-sound.m4a', 'nothing but AAC', heard(), made(...tone(), ...aac)),
  odd('12-sound.mp3', 'nothing but MP3', heard(), made(...tone(), '-c:a', 'libmp3lame')),
  odd('13-sound.wav', 'nothing but PCM', heard(), made(...tone())),
  odd(
    '14-surround.mp4',
    'six channels become two',
    ready(),
    made(...card(), ...surround('5.1'), ...x264, '-c:a', 'ac3'),
  ),
  odd(
    '15-surround.mkv',
    'eight channels become two',
    ready(),
    made(...card(), ...surround('7.1'), ...x264, '-c:a', 'flac'),
  ),
  odd(
    '31-two-languages.mkv',
    'the second language is marked as the default one',
    ready(),
    made(
      ...card(),
      ...tone(),
      ...tone({ hertz: 880 }),
      ...['-map', '0', '-map', '1', '-map', '2', ...x264, ...aac],
      ...['-metadata:s:a:0', 'language=fin', '-metadata:s:a:1', 'language=deu'],
      ...['-disposition:a:0', '0', '-disposition:a:1', 'default'],
    ),
  ),
  odd('47-cover.mp3', 'sound with a cover: the cover is the poster', heard(), async (kit) => {
    await kit.run(...lavfi('color=orange:s=300x300'), '-frames:v', '1', kit.scratch('cover.png'));
    const streams = [
      '-map',
      '0',
      '-map',
      '1',
      '-c:a',
      'libmp3lame',
      '-c:v',
      'copy',
      '-disposition:v',
      'attached_pic',
    ];
    await kit.ffmpeg(...tone(), '-i', kit.scratch('cover.png'), ...streams);
  }),
  odd(
    '55-telephone.mkv',
    '8 kHz, one channel: same pitch, same length',
    ready(),
    made(...card(), ...tone({ rate: 8000 }), ...x264, '-c:a', 'pcm_s16le'),
  ),
  odd(
    '56-studio.mkv',
    '96 kHz',
    ready(),
    made(...card(), ...tone({ rate: 96_000 }), ...x264, '-c:a', 'flac'),
  ),
];

export const times: Row[] = [
  odd(
    '21-120.mp4',
    '120 frames per second become 60',
    ready({ ...modest, sound: false, seconds: 2, frameRate: 60 }),
    made(...card({ ...small, rate: 120, seconds: 2 }), ...x264),
  ),
  odd(
    '22-240.mp4',
    '240 frames per second become 60',
    ready({ ...modest, sound: false, seconds: 1, frameRate: 60 }),
    made(...card({ ...small, rate: 240, seconds: 1 }), ...x264),
  ),
  odd(
    '23-one-frame.mp4',
    'a single frame',
    ready({ sound: false, seconds: 0.033 }),
    made(...card(), '-frames:v', '1', ...x264),
  ),
  odd(
    '24-slides.mp4',
    'one picture every two seconds',
    ready({ ...modest, sound: false, seconds: 12, frameRate: 5 }),
    made(...card({ ...small, rate: '1/2', seconds: 12 }), ...x264),
  ),
  odd('28-cut.mp4', 'an edit list that hides the first 1.37 s', ready({ seconds: 1.63 }), (kit) =>
    kit.ffmpeg('-ss', '1.37', '-i', kit.pathOf('01-baseline'), '-c', 'copy'),
  ),
  odd('29-late-clock.ts', 'the clock starts at an hour', ready(), copied('-output_ts_offset', '3600')),
  odd(
    '32-clock-jumps.ts',
    'two recordings, 26,000 s apart on their clocks: four seconds, never seven hours',
    ready({ ...modest, seconds: 4.05, likeness: null }),
    async (kit) => {
      const part = (name: string, ...more: string[]) =>
        kit.run(
          ...card({ ...small, seconds: 2 }),
          ...tone({ seconds: 2 }),
          ...x264,
          '-g',
          '30',
          ...aac,
          ...more,
          kit.scratch(name),
        );
      await part('a.ts');
      await part('b.ts', '-output_ts_offset', '26000');
      await join(kit, 'a.ts', 'b.ts');
    },
  ),
  odd(
    '53-sound-longer.mp4',
    'sound goes on when the picture has ended: the last picture is held',
    ready({ seconds: 6, likeness: null }),
    made(...card(), ...tone({ seconds: 6 }), ...x264, ...aac),
  ),
  odd(
    '54-picture-longer.mp4',
    'the picture goes on in silence',
    ready({ seconds: 6 }),
    made(...card({ seconds: 6 }), ...tone(), ...x264, ...aac),
  ),
  odd(
    '66-29.97.mp4',
    '30000/1001 stays what it is',
    ready({ frameRate: 30_000 / 1001 }),
    made(...card({ rate: '30000/1001' }), ...tone(), ...x264, ...aac),
  ),
  odd(
    '67-23.976.mp4',
    '24000/1001 stays what it is',
    ready({ frameRate: 24_000 / 1001 }),
    made(...card({ rate: '24000/1001' }), ...tone(), ...x264, ...aac),
  ),
  odd(
    '70-uneven.mp4',
    'frames where something moved, as screen recorders make them',
    ready({ sound: false, frameRate: 60, likeness: null }),
    made(...card({ rate: 60, more: ",select='lt(mod(n,10),5)'" }), '-fps_mode', 'vfr', ...x264),
  ),
  odd(
    '79-late-sound.mkv',
    'sound starts a second after the picture',
    ready(),
    made(...card(), '-itsoffset', '1', ...tone({ seconds: 2 }), ...x264, ...aac),
  ),
  odd(
    '80-late-picture.mkv',
    'the picture starts a second after the sound',
    ready({ likeness: null }),
    (kit) =>
      kit.ffmpeg(
        ...tone(),
        '-itsoffset',
        '1',
        ...card({ seconds: 2 }),
        '-map',
        '1',
        '-map',
        '0',
        ...x264,
        ...aac,
      ),
  ),
];
