import { describe, expect, it } from 'vitest';
import { buildDashManifest, hasOneInit } from './dash-manifest.ts';
import type { PlaylistSegment } from './playlist.ts';

const segments = (name: string, timescale: number, ticks: number[]): PlaylistSegment[] =>
  ticks.map((length, index) => ({
    uri: `../1/${name}/${index}.m4s`,
    initUri: `../1/${name}/init.mp4`,
    initSha256: 'a',
    ticks: length,
    timescale,
    bytes: 1000,
  }));
const frameRate = { numerator: 30000, denominator: 1001 };
const bandwidth = { peak: 900_000, average: 700_000 };
const picture = (name: string, codec: string) => ({
  name,
  codec,
  bandwidth,
  width: 640,
  height: 360,
  frameRate,
  segments: segments(name, 30000, [120120, 120120, 120120, 30030]),
});
const sound = (name: string, language?: string) => ({
  name,
  codec: 'mp4a.40.2',
  bandwidth: { peak: 130_000, average: 128_000 },
  channels: 2,
  sampleRate: 48000,
  language,
  segments: segments(name, 48000, [192512, 191488]),
});

describe('buildDashManifest', () => {
  const text = buildDashManifest(
    {
      pictures: [
        picture('v240', 'avc1.64000d'),
        picture('v360', 'avc1.64001e'),
        picture('av1-360', 'av01.0.01M.08'),
      ],
      sounds: [sound('audio', 'ger'), sound('audio-2', 'en'), sound('audio-3')],
    },
    5,
  );

  it('lasts as long as its longest track', () => {
    expect(text).toContain('mediaPresentationDuration="PT13.013S" minBufferTime="PT5S"');
  });

  it('has one set of pictures per codec and one of sound per language', () => {
    const sets = text.split('<AdaptationSet').slice(1);
    const names = sets.map((set) => [...set.matchAll(/Representation id="([^"]+)"/g)].map(([, id]) => id));
    expect(names).toEqual([['v240', 'v360'], ['av1-360'], ['audio'], ['audio-2'], ['audio-3']]);
    expect(sets.map((set) => /lang="(\w+)"/.exec(set)?.[1])).toEqual([
      undefined,
      undefined,
      'de',
      'en',
      undefined,
    ]);
    expect(sets.map((set) => /value="(main|alternate)"/.exec(set)?.[1])).toEqual([
      ...[undefined, undefined],
      ...['main', 'alternate', 'alternate'],
    ]);
  });

  it('lists segments by address, and their lengths in runs', () => {
    expect(text).toContain(
      `<SegmentList timescale="30000">
<Initialization sourceURL="../1/v240/init.mp4"/>
<SegmentTimeline>
<S t="0" d="120120" r="2"/>
<S d="30030"/>
</SegmentTimeline>
<SegmentURL media="../1/v240/0.m4s"/>`,
    );
    expect(text).toContain('<S t="0" d="192512"/>\n<S d="191488"/>');
  });

  it('has no markup of anybody else', () => {
    const sly = { ...sound('audio', '"><script>'), name: 'a\u0000"<&' };
    const escaped = buildDashManifest({ pictures: [], sounds: [sly] }, 5);
    expect(escaped).not.toMatch(/lang=|script/);
    expect(escaped).toContain('id="a&quot;&lt;&amp;"');
  });

  it('needs one init segment for all of a rendition', () => {
    const all = segments('v240', 30000, [1, 2]);
    expect(hasOneInit(all)).toBe(true);
    expect(hasOneInit([all[0]!, { ...all[1]!, initSha256: 'b' }])).toBe(false);
    expect(hasOneInit([])).toBe(false);
  });
});
