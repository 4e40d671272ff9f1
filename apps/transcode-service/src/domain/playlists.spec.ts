import type { AudioStream, SourceInfo } from '@matinee/media';
import { expect, it } from 'vitest';
import { makePlan } from './plan.ts';
import { masterPlaylist } from './playlists.ts';
import type { Rendition } from './renditions.ts';

const stream = (index: number, language?: string): AudioStream => ({
  ...{ index, codec: 'aac', channels: 2, sampleRate: 48_000, startTime: 0 },
  ...(language && { language }),
});
const info: SourceInfo = {
  ...{ container: 'matroska', startTime: 0, durationSeconds: 9 },
  audio: stream(2, 'ger'),
  otherAudio: [stream(1, 'en'), stream(3)],
};
const plan = makePlan(info, { bucket: 'originals', key: 'k', size: 1e6 });
const sound = (name: string): Rendition => ({
  name,
  codec: 'mp4a.40.2',
  segments: [0, 1].map((index) => ({
    ...{ index, key: `${name}/${index}`, uri: `/${name}/${index}`, initKey: name, initUri: `/${name}` },
    ...{ initSha256: 'same', ticks: 192_000, timescale: 48_000, bytes: 64_000 },
  })),
});
const attributesOf = (text: string) =>
  text
    .split('\n')
    .filter((line) => line.startsWith('#EXT-X-MEDIA'))
    .map((line) =>
      [/NAME="([^"]+)"/, /LANGUAGE="([^"]+)"/, /URI="([^"]+)"/].map((field) => field.exec(line)?.[1]),
    );

it('names each sound by its own language, whichever of them are there', () => {
  const all = ['audio', 'audio-2', 'audio-3'].map(sound);
  expect(attributesOf(masterPlaylist(plan, all, true))).toEqual([
    ['German', 'de', 'audio.m3u8'],
    ['English', 'en', 'audio-2.m3u8'],
    ['Original', undefined, 'audio-3.m3u8'],
  ]);
  // The main one had no sample that could be decoded.
  expect(attributesOf(masterPlaylist(plan, all.slice(1), true))[0]).toEqual([
    'English',
    'en',
    'audio-2.m3u8',
  ]);
});

it('has one variant where there is no picture', () => {
  const text = masterPlaylist(makePlan({ ...info, otherAudio: [] }, plan.source), [sound('audio')], true);
  expect(text.match(/#EXT-X-STREAM-INF:.*/g)).toEqual([expect.not.stringContaining('RESOLUTION')]);
  expect(text.trim().split('\n').at(-1)).toBe('audio.m3u8');
});
