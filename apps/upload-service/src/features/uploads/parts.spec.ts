import { GiB, limits, MiB, partPlan, VideoKey } from '@matinee/contracts';
import { describe, expect, it } from 'vitest';
import { fileType } from './file-type.ts';
import { allParts, checkParts, sizeOfPart } from './parts.ts';
import { newVideoKey } from './video-key.ts';

describe('the plan of parts', () => {
  it.each([64 * MiB + 1, 80 * MiB, 80 * MiB - 1, 3 * GiB + 17, limits.uploadBytes])(
    'adds up to %i bytes, in parts that S3 takes',
    (size) => {
      const parts = allParts(size);
      expect(parts.reduce((sum, part) => sum + part.size, 0)).toBe(size);
      expect(parts).toHaveLength(partPlan(size).partCount);
      expect(parts.length).toBeLessThanOrEqual(10_000);
      expect(parts.slice(0, -1).every((part) => part.size >= 5 * MiB)).toBe(true);
      expect(parts.at(-1)!.size).toBeGreaterThan(0);
    },
  );

  it.each([0, -1, 1.5, 6])('has no part %d of five', (partNumber) => {
    expect(sizeOfPart(partNumber, 64 * MiB + 1)).toBeUndefined();
  });
});

describe('what arrived', () => {
  const size = 32 * MiB + 1;
  const paths = (details: { path: string }[]) => details.map(({ path }) => path);

  it('is fine when every part has its size, in any order', () => {
    expect(checkParts(allParts(size).toReversed(), size)).toEqual({ wrong: [], missing: [] });
  });

  it('lacks the parts that are not there', () => {
    const { wrong, missing } = checkParts([{ partNumber: 2, size: 16 * MiB }], size);
    expect([paths(wrong), paths(missing)]).toEqual([[], ['parts/1', 'parts/3']]);
  });

  it('is wrong where a size differs or a part is too many', () => {
    const parts = [...allParts(size).slice(0, 2), { partNumber: 3, size: 2 }, { partNumber: 4, size: 1 }];
    const { wrong, missing } = checkParts(parts, size);
    expect([paths(wrong), paths(missing)]).toEqual([['parts/3', 'parts/4'], []]);
  });

  it('names at most a hundred parts', () => {
    expect(checkParts([], limits.uploadBytes).missing).toHaveLength(100);
  });
});

describe('the type of a file', () => {
  it.each([
    ['video/mp4', 'a.mp4', 'video/mp4'],
    ['Video/MP4; codecs="avc1"', 'a.mp4', 'video/mp4'],
    ['', 'a.MKV', 'video/x-matroska'],
    ['application/octet-stream', 'a.b.mts', 'video/mp2t'],
    ['', 'a.exe', undefined],
    ['text/html', 'a.mp4', undefined],
    ['video/unknown', 'a.mp4', undefined],
    ['constructor', 'a.mp4', undefined],
    ['application/vnd.apple.mpegurl', 'a.m3u8', undefined],
  ])('announced as %j for %j is %s', (announced, fileName, type) => {
    expect(fileType(announced, fileName)).toBe(type);
  });
});

it('makes ids that are valid and differ', () => {
  const keys = Array.from({ length: 1_000 }, newVideoKey);
  expect(new Set(keys).size).toBe(1_000);
  expect(keys.every((key) => VideoKey.safeParse(key).success)).toBe(true);
  // Every character occurs in 24,000 draws of 36.
  expect(new Set(keys.join('')).size).toBe(36);
});
