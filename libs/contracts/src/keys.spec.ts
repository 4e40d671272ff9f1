import { describe, expect, it } from 'vitest';
import { originalKey, parseOriginalKey } from './keys.ts';

const owner = '5b1c7a52-7c5b-4d3f-9a57-2b8f0b3f4a11';
const videoKey = 'abcdefghijkl0123456789mn';

describe('original keys', () => {
  it('say whose file it is and which video', () => {
    expect(parseOriginalKey(originalKey(owner, videoKey))).toEqual({ ownerId: owner, videoKey });
  });

  it.each([
    `${owner}/${videoKey}`,
    `${owner}/${videoKey}/source/x`,
    `x/${videoKey}/source`,
    `${owner}/../source`,
    '',
  ])('of another form are not ours: %s', (key) => expect(parseOriginalKey(key)).toBeUndefined());
});
