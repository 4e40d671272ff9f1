import { expect, it } from 'vitest';
import { contentTypeOf } from './media-types.ts';

it.each([
  ['holiday.MP4', 'video/mp4'],
  ['a.b.mkv', 'video/x-matroska'],
  ['talk.mp3', 'audio/mpeg'],
  ['memo.M4A', 'audio/mp4'],
  ['notes.txt', undefined],
  ['mp4', undefined],
  ['', undefined],
])('the type of %j is %s', (name, type) => expect(contentTypeOf(name)).toBe(type));
