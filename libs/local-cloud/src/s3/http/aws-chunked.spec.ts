import { describe, expect, test } from 'vitest';
import { createChunkDecoder } from './aws-chunked.ts';

const encoded = Buffer.from(
  '5\r\nhello\r\n6;chunk-signature=00\r\n world\r\n0\r\nx-amz-checksum-crc32: DUoRhQ==\r\n\r\n',
);

function decode(body: Buffer, pieceBytes: number) {
  const decoder = createChunkDecoder();
  const data: Buffer[] = [];
  for (let at = 0; at < body.length; at += pieceBytes)
    data.push(...decoder.push(body.subarray(at, at + pieceBytes)));
  return { trailers: decoder.finish(), text: Buffer.concat(data).toString() };
}

describe('aws-chunked bodies', () => {
  test.each([1, 2, 3, 7, 1000])(
    'cut into pieces of %i bytes they decode to the same data and trailer',
    (pieceBytes) => {
      const { text, trailers } = decode(encoded, pieceBytes);
      expect(text).toBe('hello world');
      expect(Object.fromEntries(trailers)).toEqual({ 'x-amz-checksum-crc32': 'DUoRhQ==' });
    },
  );

  test('the empty line after the trailers may be missing', () => {
    expect(decode(encoded.subarray(0, -2), 1000).text).toBe('hello world');
  });

  test.each([
    ['a cut body', encoded.subarray(0, 20)],
    ['no last chunk', Buffer.from('5\r\nhello\r\n')],
    ['a size that is no number', Buffer.from('zz\r\nhello\r\n0\r\n\r\n')],
    ['a negative size', Buffer.from('-5\r\nhello\r\n0\r\n\r\n')],
    ['a size that is too small', Buffer.from('3\r\nhello\r\n0\r\n\r\n')],
    ['an endless size line', Buffer.alloc(10_000, '1')],
  ])('%s is refused', (_, body) => {
    expect(() => decode(body, 1000)).toThrow(expect.objectContaining({ code: 'IncompleteBody' }) as Error);
  });
});
