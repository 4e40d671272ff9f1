import { attack, either, ready, refused, type Row } from '../row.ts';
import { card, lavfi, x264 } from '../ingredients.ts';
import { dice, flipBits } from './bytes.ts';

/** Bits flipped in each copy, and copies made of a film. */
const FLIPS = 40;
const COPIES = 40;
/** Mutations hit the part of a file that demuxers parse. */
const HEADER_BYTES = 64 * 1024;
/** Containers whose headers are mutated. */
const seeds = [
  '01-baseline',
  '03-fragmented',
  '33-mpeg2',
  '34-xvid',
  '36-vp9',
  '40-h264',
  '42-windows',
  '71-theora',
];

/** Files that are not whole, or not media at all. */
export const broken: Row[] = [
  attack('h50-empty.mp4', 'no byte', refused('not_media'), (kit) => kit.write('')),
  attack('h51-one-byte.mp4', 'one byte', refused('not_media'), (kit) => kit.write('x')),
  attack('h52-random.mp4', 'a megabyte of noise', refused('not_media', 'no_video', 'damaged'), (kit) => {
    const roll = dice(52);
    return kit.write(Uint8Array.from({ length: 1024 ** 2 }, () => Math.floor(roll() * 256)));
  }),
  attack('h53-archive.zip', 'a ZIP archive', refused('not_media'), (kit) =>
    kit.write('PK\u0003\u0004'.padEnd(4000, 'z')),
  ),
  attack('h54-zip-and-film.mp4', 'a film with a ZIP archive behind it', ready(), async (kit) =>
    kit.write(await kit.bytesOf('01-baseline'), 'PK\u0003\u0004'.padEnd(4000, 'z')),
  ),
  attack(
    'h55-no-index.mp4',
    'an upload that broke off before its index',
    refused('not_media'),
    async (kit) => {
      const whole = await kit.bytesOf('02-index-last');
      await kit.write(whole.subarray(0, whole.indexOf('moov') - 4));
    },
  ),
  attack(
    'h56-broken-off.mp4',
    'an upload that broke off at two thirds: what is there is shown, and the owner is told',
    ready({ sound: false, seconds: 4, size: [320, 180], likeness: null, warnings: ['partial_source'] }),
    async (kit) => {
      const whole = kit.scratch('whole.mp4');
      await kit.run(...card({ size: '320x180', seconds: 6 }), ...x264, '-movflags', '+faststart', whole);
      const { readFile } = await import('node:fs/promises');
      const bytes = await readFile(whole);
      await kit.write(bytes.subarray(0, Math.floor((bytes.length * 2) / 3)));
    },
  ),
  attack(
    'h57-broken-off-early.mp4',
    'an upload that broke off at a twentieth',
    refused('damaged'),
    async (kit) => {
      const whole = kit.scratch('whole.mp4');
      await kit.run(
        ...card({ size: '640x360', seconds: 60, rate: 10 }),
        ...x264,
        '-movflags',
        '+faststart',
        whole,
      );
      const { readFile } = await import('node:fs/promises');
      const bytes = await readFile(whole);
      await kit.write(bytes.subarray(0, Math.floor(bytes.length / 20)));
    },
  ),
  attack(
    'h58-head-only.mkv',
    'Matroska of a header alone',
    refused('not_media', 'no_video', 'damaged'),
    async (kit) => {
      await kit.write((await kit.bytesOf('49-ass')).subarray(0, 700));
    },
  ),
  attack(
    'h59-no-pictures.mp4',
    'an index of pictures that are all noise',
    refused('damaged'),
    async (kit) => {
      const film = kit.scratch('film.mp4');
      await kit.run(...lavfi('testsrc2=s=320x180:r=30:d=1'), ...x264, '-movflags', '+faststart', film);
      const { readFile } = await import('node:fs/promises');
      const bytes = await readFile(film);
      await kit.write(Buffer.from(bytes).fill(0xa5, bytes.indexOf('mdat') + 4));
    },
  ),
];

/** Copies of a film with flipped bits: shown as far as it can be, or refused. */
export const flipped: Row[] = Array.from({ length: COPIES }, (_, n) =>
  attack(`f${String(n).padStart(2, '0')}-flipped.mp4`, `${FLIPS} flipped bits`, either, async (kit) => {
    await kit.write(flipBits(await kit.bytesOf('01-baseline'), FLIPS, n + 1));
  }),
);

/** `count` mutations of the first bytes of every container. */
export const mutations = (count: number): Row[] =>
  seeds.flatMap((seed) =>
    Array.from({ length: count }, (_, n) =>
      attack(`m-${seed}-${n}.bin`, `mutated head of ${seed}`, either, async (kit) => {
        await kit.write(flipBits(await kit.bytesOf(seed), 1 + (n % 24), 1000 + n, [0, HEADER_BYTES]));
      }),
    ),
  );
