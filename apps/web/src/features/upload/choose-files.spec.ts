import { limits } from '@matinee/contracts';
import { expect, test } from 'vitest';
import { chooseFiles, fingerprint, titleFrom } from './choose-files.ts';

const fileOf = (name: string, { type = 'video/mp4', size = 5, lastModified = 1 } = {}) => {
  const file = new File(['x'], name, { type, lastModified });
  Object.defineProperty(file, 'size', { value: size });
  return file;
};
const choose = (...files: File[]) => chooseFiles(files, new Set());

test('a video is chosen with its type', () => {
  expect(choose(fileOf('a.mp4')).chosen).toMatchObject([{ contentType: 'video/mp4' }]);
});

test('a type the browser does not know is told by the extension', () => {
  expect(choose(fileOf('a.MKV', { type: '' })).chosen).toMatchObject([{ contentType: 'video/x-matroska' }]);
});

test('what is no video, empty or too large is refused in words, the rest goes on', () => {
  const { chosen, refused } = choose(
    fileOf('notes.txt', { type: 'text/plain' }),
    fileOf('empty.mp4', { size: 0 }),
    fileOf('huge.mp4', { size: limits.uploadBytes + 1 }),
    fileOf('fine.mp4'),
  );
  expect(chosen.map((c) => c.file.name)).toEqual(['fine.mp4']);
  expect(refused).toHaveLength(3);
  expect(refused[0]).toContain('notes.txt');
});

test('the same file is taken once, by a choice or over two', () => {
  expect(choose(fileOf('a.mp4'), fileOf('a.mp4')).chosen).toHaveLength(1);
  const taken = new Set([fingerprint(fileOf('a.mp4'))]);
  expect(chooseFiles([fileOf('a.mp4')], taken)).toMatchObject({ chosen: [], refused: [expect.any(String)] });
});

test('a file that was changed since is another file', () => {
  const taken = new Set([fingerprint(fileOf('a.mp4'))]);
  expect(chooseFiles([fileOf('a.mp4', { lastModified: 2 })], taken).chosen).toHaveLength(1);
});

test.each([
  ['My_holiday-2026.mp4', 'My holiday 2026'],
  ['talk.final.mov', 'talk.final'],
  ['.mp4', '.mp4'],
  ['___.mp4', '___'],
  ['no extension at all', 'no extension at all'],
])('%s becomes the title %s', (name, title) => expect(titleFrom(name)).toBe(title));

test('a title made of a long name fits', () => {
  expect(titleFrom(`${'a'.repeat(400)}.mp4`)).toHaveLength(limits.displayName);
});
