import { MalformedMediaError } from '../boxes.ts';

const IDR = 5;

/**
 * Walks the NAL units of one sample: their lengths must fill it exactly, and a keyframe must be one that needs nothing
 * before it (IDR, H.264 7.4.1.2.4). Throws MalformedMediaError: then the bytes are not what the index says.
 */
export function checkSample(sample: Uint8Array, lengthBytes: number, keyframe: boolean): void {
  let idr = false;
  for (let offset = 0; offset < sample.byteLength;) {
    if (offset + lengthBytes >= sample.byteLength)
      throw new MalformedMediaError('A sample ends inside a unit.');
    let length = 0;
    for (let byte = 0; byte < lengthBytes; byte += 1) length = length * 256 + sample[offset + byte]!;
    idr ||= (sample[offset + lengthBytes]! & 31) === IDR;
    offset += lengthBytes + length;
    if (length === 0 || offset > sample.byteLength)
      throw new MalformedMediaError('A unit ends outside of its sample.');
  }
  if (keyframe && !idr) throw new MalformedMediaError('A keyframe needs pictures before it.');
}
