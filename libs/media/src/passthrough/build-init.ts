import { box, fullBox, u16, u32, zeros } from './box-writer.ts';
import type { MovieTrack } from './track.ts';

const TRACK_ID = 1;
const identity = [u32(0x10000), zeros(12), u32(0x10000), zeros(12), u32(0x40000000)].flat();

/**
 * The init segment of a copied track: one `avc1` track with the source's own parameter sets and timescale, square
 * pixels and BT.709 told (the judge has seen to it that both are true), everything else left out. The same track always
 * gives the same bytes. ISO/IEC 14496-12.
 */
export function buildInitSegment(
  track: Pick<MovieTrack, 'timescale' | 'width' | 'height' | 'avcC'>,
): Uint8Array {
  if (!track.avcC) throw new Error('Only H.264 is copied.');
  const { timescale, width, height } = track;
  const entry = box(
    'avc1',
    [zeros(6), u16(1), zeros(16), u16(width), u16(height)].flat(),
    // 72 dots per inch, one frame per sample, no name, 24 bit.
    [u32(0x480000), u32(0x480000), zeros(4), u16(1), zeros(32), u16(24), u16(0xffff)].flat(),
    box('avcC', track.avcC),
    box('colr', 'nclx', [u16(1), u16(1), u16(1), 0].flat()),
    box('pasp', u32(1), u32(1)),
  );
  const table = (type: string, bytes: number) => fullBox(type, 0, 0, zeros(bytes));
  const stbl = box(
    'stbl',
    fullBox('stsd', 0, 0, u32(1), entry),
    ...[table('stts', 4), table('stsc', 4), table('stsz', 8), table('stco', 4)],
  );
  const dref = fullBox('dref', 0, 0, u32(1), fullBox('url ', 0, 1));
  const minf = box('minf', fullBox('vmhd', 0, 1, zeros(8)), box('dinf', dref), stbl);
  const mdia = box(
    'mdia',
    // 0x55c4 is the language "und".
    fullBox('mdhd', 0, 0, zeros(8), u32(timescale), zeros(4), u16(0x55c4), zeros(2)),
    fullBox('hdlr', 0, 0, zeros(4), 'vide', zeros(12), 'VideoHandler\0'),
    minf,
  );
  const size = [u32(width * 0x10000), u32(height * 0x10000)].flat();
  // Flags 3: enabled and part of the movie.
  const tkhd = fullBox('tkhd', 0, 3, zeros(8), u32(TRACK_ID), zeros(24), identity, size);
  const mvhd = fullBox(
    'mvhd',
    0,
    0,
    [zeros(8), u32(timescale), zeros(4), u32(0x10000), u16(0x100), zeros(10)].flat(),
    ...[identity, zeros(24), u32(TRACK_ID + 1)],
  );
  const mvex = box('mvex', fullBox('trex', 0, 0, u32(TRACK_ID), u32(1), zeros(12)));
  return joinInit(box('moov', mvhd, box('trak', tkhd, mdia), mvex));
}

function joinInit(moov: Uint8Array): Uint8Array {
  const ftyp = box('ftyp', 'iso5', u32(512), 'iso5iso6mp41');
  const bytes = new Uint8Array(ftyp.length + moov.length);
  bytes.set(ftyp);
  bytes.set(moov, ftyp.length);
  return bytes;
}
