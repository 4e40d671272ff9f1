import { deflateSync } from 'node:zlib';
import { card, lavfi, tone, x264, aac } from '../ingredients.ts';
import { attack, either, ready, refused, type Row } from '../row.ts';
import { be32, be64, behind, box, wave } from './bytes.ts';
import { frameOfGif, packedMatroska, programs, withCover } from './crafted.ts';

const ftyp = box('ftyp', Buffer.from('isom'), be32(512), Buffer.from('isomavc1'));
const MiB = 1024 ** 2;

/** Files that want more memory, time or disk than they are worth. */
export const bombs: Row[] = [
  attack(
    'h21-huge.gif',
    'a GIF that says 65,535 pixels square',
    refused('too_large_picture', 'not_media', 'no_video'),
    (kit) =>
      kit.write(
        Buffer.from('GIF89a'),
        Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xf0, 0, 0),
        frameOfGif(0xff),
        frameOfGif(0xff),
        ';',
      ),
  ),
  attack('h22-16k.mp4', '16,000 by 8,000 pixels in 377 KB', refused('too_large_picture'), (kit) =>
    kit.ffmpeg(...lavfi('color=gray:s=16000x8000:r=1:d=1'), ...x264, '-frames:v', '1'),
  ),
  attack(
    'h23-samples.mp4',
    'an index that says 4,294,967,280 samples',
    refused('not_media', 'no_video', 'damaged'),
    async (kit) => {
      const whole = Buffer.from(await kit.bytesOf('01-baseline'));
      whole.writeUInt32BE(0xffff_fff0, behind(whole, 'stsz') + 8);
      await kit.write(whole);
    },
  ),
  attack(
    'h24-compressed-index.mov',
    'an index of 408 KB that unpacks to 400 MB',
    refused('not_media', 'no_video', 'too_complex'),
    (kit) => {
      const unpacked = 400 * MiB;
      const packed = deflateSync(Buffer.alloc(unpacked), { level: 9 });
      const cmov = box('cmov', box('dcom', Buffer.from('zlib')), box('cmvd', be32(unpacked), packed));
      return kit.write(ftyp, box('moov', cmov));
    },
  ),
  attack('h25-two-hundred.mkv', 'two hundred streams', refused('too_many_streams'), (kit) =>
    kit.ffmpeg(
      ...tone({ seconds: 1 }),
      ...Array.from({ length: 200 }, () => ['-map', '0']).flat(),
      '-c:a',
      'pcm_u8',
      '-ar',
      '8000',
    ),
  ),
  attack(
    'h26-tracks.mp4',
    'a hundred thousand tracks',
    refused('too_many_streams', 'not_media', 'too_complex'),
    (kit) =>
      kit.write(ftyp, box('moov', ...Array.from({ length: 100_000 }, () => box('trak', Buffer.alloc(8))))),
  ),
  attack('h27-nested.mp4', 'twenty thousand boxes in each other', refused('not_media'), (kit) => {
    const depth = 20_000;
    const nested = Buffer.concat(
      Array.from({ length: depth }, (_, n) => Buffer.concat([be32(8 * (depth - n)), Buffer.from('moov')])),
    );
    return kit.write(ftyp, nested);
  }),
  attack('h28-long-box.mp4', 'an index that says it is 4 GiB, and more', refused('not_media'), (kit) =>
    kit.write(ftyp, be32(1), 'moov', be64(0x1_0000_0000n), Buffer.alloc(4000)),
  ),
  attack('h29-endless-box.mp4', 'a box of almost 2^63 bytes', refused('not_media'), (kit) =>
    kit.write(ftyp, be32(1), 'moov', be64(0x7fff_ffff_ffff_fff0n), Buffer.alloc(4000)),
  ),
  attack(
    'h30-zlib.mkv',
    'Matroska whose headers are packed: 200 MB in 200 KB',
    refused('not_media', 'no_video', 'damaged', 'too_complex'),
    (kit) => kit.write(packedMatroska(deflateSync(Buffer.alloc(200 * MiB), { level: 9 }))),
  ),
  attack('h31-subtitles.srt', 'thirty megabytes of subtitles', refused('not_media'), (kit) =>
    kit.write('1\n00:00:00,000 --> 99:59:59,999\nx\n\n'.repeat(800_000)),
  ),
  attack(
    'h32-ten-hours.mp4',
    'two frames ten hours apart in 6 KB: nine thousand segments of nothing',
    refused('damaged'),
    (kit) =>
      kit.ffmpeg(
        ...lavfi("color=red:s=320x180:r=1:d=2,setpts='N*36000/TB'"),
        '-fps_mode',
        'passthrough',
        ...x264,
        '-bf',
        '0',
      ),
    { budget: { seconds: 60 } },
  ),
  attack(
    'h33-endless-header.mp4',
    'three seconds that say they are 596,523 hours',
    refused('too_long'),
    async (kit) => {
      const whole = Buffer.from(await kit.bytesOf('01-baseline'));
      for (const type of ['mvhd', 'mdhd']) whole.writeUInt32BE(0x7fff_ffff, behind(whole, type) + 16);
      await kit.write(whole);
    },
  ),
  attack(
    'h34-long-header.mp4',
    'three seconds that say they are eleven hours',
    ready({ sound: false }),
    async (kit) => {
      const whole = Buffer.from(await kit.bytesOf('10-no-sound'));
      const mvhd = behind(whole, 'mvhd');
      whole.writeUInt32BE(whole.readUInt32BE(mvhd + 12) * 39_600, mvhd + 16);
      await kit.write(whole);
    },
  ),
  attack('h35-picture.jpg', 'a still picture named as a film', refused('not_media', 'no_video'), (kit) =>
    kit.ffmpeg(...card(), '-frames:v', '1', '-f', 'image2', '-update', '1'),
  ),
  attack('h36-cover-bomb.flac', 'sound whose cover says 30,000 pixels square', either, async (kit) => {
    await kit.run(...tone({ seconds: 1 }), '-c:a', 'flac', '-f', 'flac', kit.scratch('sound.flac'));
    const { readFile } = await import('node:fs/promises');
    await kit.write(withCover(await readFile(kit.scratch('sound.flac'))));
  }),
  attack('h37-endless.wav', 'a header that says 4 GB of sound', either, (kit) =>
    kit.write(
      'RIFF',
      wave(0xffff_ffff),
      'WAVEfmt ',
      wave(16),
      Uint8Array.of(1, 0, 2, 0),
      wave(48_000),
      wave(192_000),
      Uint8Array.of(4, 0, 16, 0),
      'data',
      wave(0xffff_fff0),
      Buffer.alloc(192_000),
    ),
  ),
  attack(
    'h38-id3.mp3',
    'a tag of 256 MB before nothing',
    refused('not_media', 'no_video', 'damaged'),
    (kit) =>
      kit.write(
        Buffer.from('ID3\u0004\0\0', 'latin1'),
        Uint8Array.of(0x7f, 0x7f, 0x7f, 0x7f),
        Buffer.alloc(4000),
      ),
  ),
  attack(
    'h39-programs.ts',
    'a transport stream of three hundred programs',
    refused('too_many_streams', 'not_media', 'no_video'),
    (kit) => kit.write(programs(300)),
  ),
  attack('h40-attachments.mkv', 'a hundred fonts', refused('too_many_streams'), async (kit) => {
    const { writeFile } = await import('node:fs/promises');
    await writeFile(kit.scratch('font.ttf'), 'font');
    const fonts = Array.from({ length: 100 }, (_, n) => [
      '-attach',
      kit.scratch('font.ttf'),
      `-metadata:s:t:${n}`,
      'mimetype=font/ttf',
    ]).flat();
    await kit.ffmpeg('-i', kit.pathOf('01-baseline'), '-c', 'copy', ...fonts);
  }),
  attack(
    'h41-rates.mp4',
    'a thousand frames per second',
    ready({ sound: false, seconds: 1, frameRate: 1000 / 17, size: [320, 180], likeness: null }),
    (kit) => kit.ffmpeg(...card({ size: '320x180', rate: 1000, seconds: 1 }), ...x264),
  ),
  attack('h42-chain.ogg', 'forty recordings of an instant in one file', either, async (kit) => {
    await kit.run(...lavfi('color=red:s=64x64:r=10:d=0.2'), '-c:v', 'libtheora', kit.scratch('link.ogg'));
    const { readFile } = await import('node:fs/promises');
    const link = await readFile(kit.scratch('link.ogg'));
    await kit.write(...Array.from({ length: 40 }, () => link));
  }),
  attack('h43-forty-pictures.mp4', 'forty pictures to choose from', refused('too_many_streams'), (kit) =>
    kit.ffmpeg(
      ...lavfi('color=red:s=64x64:r=10:d=1'),
      ...Array.from({ length: 40 }, () => ['-map', '0']).flat(),
      ...x264,
      ...aac,
    ),
  ),
];
