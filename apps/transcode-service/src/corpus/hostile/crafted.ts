import { be32, ebml } from './bytes.ts';

/** A frame of a GIF, a single pixel said to fill `byte` × 257 pixels each way. */
export function frameOfGif(byte: number): Buffer {
  return Buffer.from([0x2c, 0, 0, 0, 0, byte, byte, byte, byte, 0, 2, 2, 0x4c, 1, 0]);
}

/** A track whose codec data is packed by zlib, Matroska's ContentEncodings. */
export function packedMatroska(packed: Buffer): Buffer {
  const text = (id: string, value: string) => ebml(id, Buffer.from(value));
  const number = (id: string, value: number) => ebml(id, Buffer.from([value]));
  const compression = ebml('5034', number('4254', 0));
  const encoding = ebml('6240', number('5031', 0), number('5032', 2), number('5033', 0), compression);
  const track = ebml(
    'ae',
    ...[number('d7', 1), number('73c5', 1), number('83', 1), text('86', 'V_MPEG4/ISO/AVC')],
    ...[
      ebml('63a2', packed),
      ebml('6d80', encoding),
      ebml('e0', ebml('b0', Buffer.from([1, 64])), number('ba', 180)),
    ],
  );
  return Buffer.concat([
    ebml('1a45dfa3', text('4282', 'matroska'), number('4287', 4), number('4285', 2)),
    ebml(
      '18538067',
      ebml('1549a966', ebml('2ad7b1', Buffer.from([0x0f, 0x42, 0x40]))),
      ebml('1654ae6b', track),
    ),
  ]);
}

/** FLAC with a PICTURE block (type 6) behind STREAMINFO: a PNG that says 30,000 × 30,000. */
export function withCover(flac: Buffer): Buffer {
  const ihdr = Buffer.concat([Buffer.from('IHDR'), be32(30_000), be32(30_000), Buffer.from([8, 6, 0, 0, 0])]);
  const png = Buffer.concat([Buffer.from('\u0089PNG\r\n\u001A\n', 'latin1'), be32(13), ihdr, be32(0)]);
  const mime = 'image/png';
  const block = Buffer.concat([
    ...[be32(3), be32(mime.length), Buffer.from(mime), be32(0), be32(30_000), be32(30_000)],
    ...[be32(32), be32(0), be32(png.length), png],
  ]);
  const head = be32(block.length);
  head[0] = 6;
  const end = 4 + 4 + 34;
  return Buffer.concat([flac.subarray(0, end), head, block, flac.subarray(end)]);
}

/** Packets of a program association table that names `count` programs, each on a packet identifier of its own. */
export function programs(count: number): Buffer {
  const packets: Buffer[] = [];
  for (let n = 0; n < count; n += 1) {
    const packet = Buffer.alloc(188, 0xff);
    const section = Buffer.from([
      0,
      0xb0,
      13,
      0,
      1,
      0xc1,
      0,
      0,
      n >> 8,
      n & 255,
      0xe0 | ((n + 32) >> 8),
      (n + 32) & 255,
      0,
      0,
      0,
      0,
    ]);
    Buffer.from([0x47, 0x40, 0, 0x10 | (n & 15), 0]).copy(packet);
    section.copy(packet, 5);
    packets.push(packet);
  }
  return Buffer.concat(packets);
}
