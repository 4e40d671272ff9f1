import { S3Error } from '../errors.ts';

/** Longest accepted chunk-size or trailer line in bytes. */
const MAX_LINE = 4096;

/**
 * Incremental decoder of `Content-Encoding: aws-chunked`:
 * `<hex size>[;extension]CRLF data CRLF … 0 CRLF trailer: value CRLF CRLF`.
 * `push` returns the data inside a piece of the body (slices, no copies); `finish` returns the trailers.
 * Both throw S3Error IncompleteBody on wrong framing.
 */
export function createChunkDecoder() {
  let state: 'size' | 'data' | 'data-end' | 'trailer' | 'end' = 'size';
  let remaining = 0;
  let pending: Buffer = Buffer.alloc(0);
  const trailers = new Map<string, string>();

  const acceptLine = (line: string): void => {
    if (state === 'data-end') {
      if (line) throw new S3Error('IncompleteBody');
      state = 'size';
    } else if (state === 'size') {
      const size = line.split(';', 1)[0] ?? '';
      if (!/^[0-9a-f]{1,12}$/i.test(size)) throw new S3Error('IncompleteBody');
      remaining = Number.parseInt(size, 16);
      state = remaining ? 'data' : 'trailer';
    } else if (line === '') {
      state = 'end';
    } else {
      const colon = line.indexOf(':');
      if (colon < 1 || trailers.size >= 16) throw new S3Error('MalformedTrailerError');
      trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
    }
  };

  return {
    push(piece: Buffer): Buffer[] {
      const data: Buffer[] = [];
      const bytes = pending.length ? Buffer.concat([pending, piece]) : piece;
      let at = 0;
      while (at < bytes.length && state !== 'end') {
        if (state === 'data') {
          const slice = bytes.subarray(at, at + remaining);
          data.push(slice);
          at += slice.length;
          remaining -= slice.length;
          if (remaining === 0) state = 'data-end';
          continue;
        }
        const lineEnd = bytes.indexOf('\r\n', at);
        if (lineEnd < 0) break;
        acceptLine(bytes.toString('latin1', at, lineEnd));
        at = lineEnd + 2;
      }
      pending = bytes.subarray(at);
      if (pending.length > MAX_LINE) throw new S3Error('IncompleteBody');
      return data;
    },
    finish(): Map<string, string> {
      // Some clients leave out the empty line after the last trailer.
      if (state !== 'end' && !(state === 'trailer' && pending.length === 0))
        throw new S3Error('IncompleteBody');
      return trailers;
    },
  };
}
