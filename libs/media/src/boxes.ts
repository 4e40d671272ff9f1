/** A box of ISO/IEC 14496-12: four-letter type and the bytes after its header. */
export interface Box {
  type: string;
  body: Uint8Array;
  /** Where the box, its header included, begins in the bytes that were read. */
  start: number;
}

/** Thrown for bytes that are not what they claim; the caller treats the file as not made. */
export class MalformedMediaError extends Error {
  override name = 'MalformedMediaError';
}

/** Reader over big-endian bytes that refuses to read past the end. */
export function createReader(bytes: Uint8Array, start = 0) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let offset = start;
  const take = (length: number) => {
    if (length < 0 || offset + length > bytes.byteLength)
      throw new MalformedMediaError('A box ends too early.');
    offset += length;
    return offset - length;
  };
  return {
    skip: (length: number) => void take(length),
    u8: () => view.getUint8(take(1)),
    u16: () => view.getUint16(take(2)),
    u24: () => (view.getUint8(take(1)) << 16) | view.getUint16(take(2)),
    u32: () => view.getUint32(take(4)),
    u64: () => Number(view.getBigUint64(take(8))),
    text: (length: number) => {
      const from = take(length);
      return String.fromCharCode(...bytes.subarray(from, from + length));
    },
    rest: () => bytes.subarray(take(0)),
    left: () => bytes.byteLength - offset,
  };
}

/** Boxes on one level. A segment has a handful of each fragment; a million empty ones are there to fill our memory. */
const MAX_BOXES = 10_000;

/** The boxes that lie one after the other in `bytes`; sizes must add up exactly. */
export function readBoxes(bytes: Uint8Array): Box[] {
  const boxes: Box[] = [];
  let offset = 0;
  while (offset < bytes.byteLength) {
    if (boxes.length === MAX_BOXES) throw new MalformedMediaError('There are too many boxes.');
    const reader = createReader(bytes, offset);
    const declared = reader.u32();
    const type = reader.text(4);
    const large = declared === 1;
    const size = large ? reader.u64() : declared === 0 ? bytes.byteLength - offset : declared;
    const header = large ? 16 : 8;
    if (size < header || offset + size > bytes.byteLength) {
      throw new MalformedMediaError(`Box ${JSON.stringify(type)} does not fit.`);
    }
    boxes.push({ type, body: bytes.subarray(offset + header, offset + size), start: offset });
    offset += size;
  }
  return boxes;
}

/** The first box at the end of a path such as `['moov', 'trak']`. */
export function findBox(bytes: Uint8Array, ...path: string[]): Uint8Array | undefined {
  let body: Uint8Array | undefined = bytes;
  for (const type of path) body = body && readBoxes(body).find((box) => box.type === type)?.body;
  return body;
}

export function needBox(bytes: Uint8Array, ...path: string[]): Uint8Array {
  const box = findBox(bytes, ...path);
  if (!box) throw new MalformedMediaError(`There is no ${path.join('/')}.`);
  return box;
}
