import { open } from 'node:fs/promises';
import { badOutput } from './verify.ts';

/** Largest part of the segments that may be box headers and not payload. */
const OVERHEAD = 0.1;

/**
 * Walks the outermost boxes of an MP4: they fill the file exactly, the index comes before the payload, and the payload
 * is about as long as the segments it was made of.
 */
export async function checkMp4(path: string, segmentBytes: number): Promise<void> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const found: { type: string; size: number }[] = [];
    for (let offset = 0; offset < size;) {
      const header = Buffer.alloc(16);
      const { bytesRead } = await file.read(header, 0, 16, offset);
      if (bytesRead < 8) throw badOutput('mp4: a box ends too early.');
      const short = header.readUInt32BE(0);
      const boxSize = short === 1 ? Number(header.readBigUInt64BE(8)) : short;
      if (boxSize < 8 || offset + boxSize > size) throw badOutput('mp4: a box does not fit.');
      found.push({ type: header.toString('latin1', 4, 8), size: boxSize });
      offset += boxSize;
    }
    const types = found.map(({ type }) => type).filter((type) => type !== 'free');
    if (types.join(' ') !== 'ftyp moov mdat') throw badOutput(`mp4: ${types.join(' ')}.`);
    const payload = found.find(({ type }) => type === 'mdat')?.size ?? 0;
    const headers = Math.max(64 * 1024, segmentBytes * OVERHEAD);
    if (payload < segmentBytes - headers) throw badOutput(`mp4: ${payload} of ${segmentBytes} bytes.`);
  } finally {
    await file.close();
  }
}
