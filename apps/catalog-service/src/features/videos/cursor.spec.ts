import { ApiError } from '@matinee/service-kit';
import { describe, expect, it } from 'vitest';
import { createCursors } from './cursor.ts';

const { encode, decode } = createCursors({ secret: 'a secret of the service' });

const position = { uploadTime: new Date('2026-11-22T08:00:00Z'), videoKey: 'abcdefghijklmnopqrstuvwx' };
const cursor = encode(position);
const encoded = (text: string) => Buffer.from(text).toString('base64url');

describe('a cursor', () => {
  it('brings back the position it was made of', () => {
    expect(decode(cursor)).toEqual(position);
  });

  it('of the secret before is still taken', () => {
    const changed = createCursors({ secret: 'a new secret', previous: 'a secret of the service' });
    expect(changed.decode(cursor)).toEqual(position);
    expect(() => decode(changed.encode(position))).toThrow(new ApiError('invalid_cursor'));
  });

  it('does not depend on parts of a second, which the column does not store', () => {
    expect(encode({ ...position, uploadTime: new Date('2026-11-22T08:00:00.999Z') })).toBe(cursor);
  });

  it.each([
    ['nothing', ''],
    ['another secret', createCursors({ secret: 'another secret' }).encode(position)],
    ['no signature', encoded(`1763798400.${position.videoKey}`)],
    ['a word', 'next'],
    ['a video key alone', encoded(position.videoKey)],
    ['a key that is none', encoded('1763798400.../../etc')],
    ['a time that is none', encoded(`soon.${position.videoKey}`)],
    ['a negative time', encoded(`-1.${position.videoKey}`)],
    ['a time far away', encoded(`999999999999.${position.videoKey}`)],
    ['a leading zero', encoded(`01763798400.${position.videoKey}`)],
    ['something behind it', `${cursor}AAAA`],
    ['a cut one', cursor.slice(0, -1)],
    ['padding', `${cursor}=`],
    ['SQL', encoded("1 OR 1=1.abcdefghijklmnopqrstuvwx'; --")],
  ])('made of %s is refused', (_title, forged) => {
    expect(() => decode(forged)).toThrow(new ApiError('invalid_cursor'));
  });

  it('is refused when any one character of it was changed', () => {
    for (let i = 0; i < cursor.length; i++) {
      const changed = cursor[i] === 'A' ? 'B' : 'A';
      expect(() => decode(cursor.slice(0, i) + changed + cursor.slice(i + 1))).toThrow(ApiError);
    }
  });
});
