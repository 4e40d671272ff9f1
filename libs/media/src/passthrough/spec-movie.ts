import type { VideoStream } from '../source-info.ts';
import { box, fullBox, join, u16, u32, u64, zeros, type Part } from './box-writer.ts';
import { judgePassthrough } from './judge.ts';

/** One sample of a movie that is made for a spec. */
export interface Sample {
  duration: number;
  offset?: number;
  sync?: boolean;
  size?: number;
}

export interface Movie {
  timescale?: number;
  samples?: Sample[];
  /** Samples of every chunk, and the bytes of something else between two chunks. */
  perChunk?: number;
  gap?: number;
  width?: number;
  height?: number;
  set?: SetOptions;
  /** Entries of the edit list: duration (movie clock, 1000 per second), media time, rate. */
  edits?: [number, number, number?][];
  matrix?: number[];
  entry?: string;
  descriptions?: number;
  mvex?: boolean;
  external?: boolean;
  color?: number[];
  /** Puts other boxes in the place of those of the sample table. */
  tables?: Record<string, Uint8Array>;
  large?: boolean;
}

/** Groups of `gop` frames with `frames` in all. With `reorder` each is I P B P B …, shown as I B P B P …. */
export function frames(
  count: number,
  gop: number,
  options: { ticks?: number; reorder?: boolean } = {},
): Sample[] {
  const { ticks = 512, reorder = false } = options;
  return Array.from({ length: count }, (_, index) => {
    const place = index % gop;
    const last = place === gop - 1 || index === count - 1;
    const moved = place === 0 || (last && place % 2 === 1) ? 1 : place % 2 === 1 ? 2 : 0;
    return { duration: ticks, sync: place === 0, size: 100, ...(reorder && { offset: moved * ticks }) };
  });
}

/** A `moov` box as a camera would write it; the samples lie in the file from byte 48 on. */
export function makeMoov(movie: Movie = {}): Uint8Array {
  const { timescale = 15360, width = 640, height = 360, samples = frames(240, 30) } = movie;
  const total = samples.reduce((sum, { duration }) => sum + duration, 0);
  const matrix = movie.matrix ?? [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000];
  const size = [...u32(width * 65536), ...u32(height * 65536)];
  const tkhd = fullBox('tkhd', 0, 3, zeros(8), u32(1), zeros(24), matrix.flatMap(u32), size);
  const edits = movie.edits?.map(([duration, time, rate = 1]) => [
    ...u32(duration),
    ...u32(time >>> 0),
    ...u32(rate * 65536),
  ]);
  const elst = edits && box('edts', fullBox('elst', 0, 0, u32(edits.length), ...edits));
  const entry = box(
    movie.entry ?? 'avc1',
    [...zeros(24), ...u16(width), ...u16(height), ...zeros(50)],
    box('avcC', makeAvcC(movie.set ?? { width, height })),
    ...(movie.color
      ? [box('colr', 'nclx', movie.color.slice(0, 3).flatMap(u16), [movie.color[3]! * 128])]
      : []),
  );
  const stsd = fullBox(
    'stsd',
    0,
    0,
    u32(movie.descriptions ?? 1),
    ...Array<Part>(movie.descriptions ?? 1).fill(entry),
  );
  const tables = { stsd, ...makeTables(samples, movie), ...movie.tables };
  const dref = fullBox('dref', 0, 0, u32(1), fullBox('url ', 0, movie.external ? 0 : 1));
  const mdia = box(
    'mdia',
    fullBox('mdhd', 0, 0, zeros(8), u32(timescale), u32(total), zeros(4)),
    box('minf', box('dinf', dref), box('stbl', ...Object.values(tables))),
  );
  return box(
    'moov',
    fullBox('mvhd', 0, 0, zeros(8), u32(1000), zeros(84)),
    box('trak', tkhd, ...(elst ? [elst] : []), mdia),
    ...(movie.mvex ? [box('mvex')] : []),
  );
}

function makeTables(samples: Sample[], { perChunk = 10, gap = 0, large = false }: Movie) {
  const table = (type: string, ...rows: number[][]) =>
    fullBox(
      type,
      0,
      0,
      u32(rows.length),
      rows.flatMap((row) => row.flatMap(u32)),
    );
  const places: number[] = [];
  let place = 48;
  for (let first = 0; first < samples.length; first += perChunk) {
    places.push(place);
    for (const { size = 100 } of samples.slice(first, first + perChunk)) place += size;
    place += gap;
  }
  const rest = samples.length % perChunk;
  const runs = [[1, perChunk, 1], ...(rest > 0 ? [[places.length, rest, 1]] : [])].slice(
    places.length === 1 && rest > 0 ? 1 : 0,
  );
  return {
    stts: table('stts', ...samples.map(({ duration }) => [1, duration])),
    ...(samples.some(({ offset }) => offset) && {
      ctts: table('ctts', ...samples.map(({ offset = 0 }) => [1, offset >>> 0])),
    }),
    stss: table('stss', ...samples.flatMap(({ sync }, index) => (sync ? [[index + 1]] : []))),
    stsz: fullBox(
      'stsz',
      0,
      0,
      u32(0),
      u32(samples.length),
      samples.flatMap(({ size = 100 }) => u32(size)),
    ),
    stsc: table('stsc', ...runs),
    stco: large
      ? fullBox('co64', 0, 0, u32(places.length), places.flatMap(u64))
      : table('stco', ...places.map((offset) => [offset])),
  };
}

export interface SetOptions {
  width?: number;
  height?: number;
  profile?: number;
  level?: number;
  chroma?: number;
  depth?: number;
  progressive?: boolean;
  aspect?: [number, number];
  /** Primaries, transfer, matrix, full range. */
  color?: [number, number, number, number];
  sets?: number;
}

const makeAvcC = (options: SetOptions): Uint8Array => {
  const set = makeSet(options);
  const sets = options.sets ?? 1;
  return join(
    [1, set[1]!, 0, set[3]!, 0xff, 0xe0 | sets],
    ...Array(sets).fill(join(u16(set.length), set)),
    [0],
  );
};

/** A sequence parameter set of High profile, H.264 7.3.2.1.1. */
export function makeSet(options: SetOptions): Uint8Array {
  const {
    width = 640,
    height = 360,
    profile = 100,
    level = 30,
    chroma = 1,
    depth = 8,
    progressive = true,
  } = options;
  let text = '';
  const bits = (value: number, count: number) => void (text += value.toString(2).padStart(count, '0'));
  const number = (value: number) => bits(value + 1, 2 * Math.floor(Math.log2(value + 1)) + 1);
  [profile, 0, level].forEach((byte) => bits(byte, 8));
  number(0);
  if (profile >= 100)
    [() => number(chroma), () => number(depth - 8), () => number(depth - 8), () => bits(0, 2)].forEach(
      (write) => write(),
    );
  [0, 0, 0, 4].forEach(number);
  bits(0, 1);
  const rows = Math.ceil(height / (progressive ? 16 : 32));
  [Math.ceil(width / 16) - 1, rows - 1].forEach(number);
  bits(progressive ? 1 : 0, progressive ? 1 : 2);
  bits(1, 1);
  bits(1, 1);
  [
    0,
    (Math.ceil(width / 16) * 16 - width) / 2,
    0,
    (rows * (progressive ? 16 : 32) - height) / (progressive ? 2 : 4),
  ].forEach(number);
  bits(1, 1);
  bits(options.aspect ? 1 : 0, 1);
  if (options.aspect)
    [
      [255, 8],
      [options.aspect[0], 16],
      [options.aspect[1], 16],
    ].forEach(([value, count]) => bits(value!, count!));
  bits(0, 1);
  bits(options.color ? 1 : 0, 1);
  if (options.color) {
    bits(5, 3);
    bits(options.color[3], 1);
    bits(1, 1);
    options.color.slice(0, 3).forEach((code) => bits(code, 8));
  }
  const padded = `${text}1`.padEnd(Math.ceil((text.length + 1) / 8) * 8, '0');
  const bytes = padded.match(/.{8}/g)!.map((byte) => Number.parseInt(byte, 2));
  // The reverse of `withoutEscapes`.
  const escaped = bytes.flatMap((byte, at) =>
    byte <= 3 && at > 1 && bytes[at - 1] === 0 && bytes[at - 2] === 0 ? [3, byte] : [byte],
  );
  return Uint8Array.from([0x67, ...escaped]);
}

/** What ffprobe says of such a movie. */
export const picture = (fields: Partial<VideoStream> = {}): VideoStream => ({
  ...{ index: 0, codec: 'h264', pixelFormat: 'yuv420p', width: 640, height: 360, rotation: 0 },
  ...{ sar: { numerator: 1, denominator: 1 }, frameRate: { numerator: 30, denominator: 1 } },
  ...{ interlaced: false, hdr: 'sdr', matrix: 'bt709', fullRange: false, startTime: 0 },
  ...fields,
});

export const judge = (
  movie: Movie = {},
  video: Partial<VideoStream> = {},
  more: { startTime?: number; fileSize?: number; soundEnd?: number } = {},
) =>
  judgePassthrough({
    startTime: 0,
    fileSize: 1e9,
    trackId: 1,
    moov: makeMoov(movie),
    video: picture(video),
    ...more,
  });
