import { expect, it } from 'vitest';
import { templateOf } from './template.ts';

const folder = `matinee-media/${'k'.repeat(24)}/1-final`;

it.each([
  ['v720.m3u8', 'v{height}.m3u8'],
  ['v720-iframes.m3u8', 'v{height}-iframes.m3u8'],
  ['v720/init.mp4', 'v{height}/init.mp4'],
  ['av1-720.m3u8', 'av1-{height}.m3u8'],
  ['av1-720-iframes.m3u8', 'av1-{height}-iframes.m3u8'],
  ['av1-720/00012.m4s', 'av1-{height}/{index}.m4s'],
  ['audio-2/00012.m4s', 'audio-2/{index}.m4s'],
  ['video.mp4', 'video.mp4'],
])('%s becomes %s', (name, template) => {
  expect(templateOf(`${folder}/${name}`)).toBe(`matinee-media/{videoKey}/{attempt}/${template}`);
});
