import { describe, expect, it } from 'vitest';
import { buildMasterPlaylist } from './master-playlist.ts';
import { buildIFramePlaylist, hasKeyFrames, iFrameLine, measureIFrameBandwidth } from './iframe-playlist.ts';
import { buildMediaPlaylist, measureBandwidth, targetDuration, type PlaylistSegment } from './playlist.ts';

const segment = (index: number, fields: Partial<PlaylistSegment> = {}): PlaylistSegment => ({
  uri: `/media/k/1/v720/0000${index}.m4s`,
  initUri: '/media/k/1/v720/init.mp4',
  initSha256: 'a',
  ticks: 120120,
  timescale: 30000,
  bytes: 100_000,
  ...fields,
});

describe('buildMediaPlaylist', () => {
  it('lists exact lengths, and only grows until it is complete', () => {
    const growing = buildMediaPlaylist([segment(0)], { complete: false, targetSeconds: 4.004 });
    expect(growing).toBe(
      [
        '#EXTM3U',
        '#EXT-X-VERSION:7',
        '#EXT-X-TARGETDURATION:5',
        '#EXT-X-MEDIA-SEQUENCE:0',
        '#EXT-X-PLAYLIST-TYPE:EVENT',
        '#EXT-X-INDEPENDENT-SEGMENTS',
        '#EXT-X-MAP:URI="/media/k/1/v720/init.mp4"',
        '#EXTINF:4.004000,',
        '/media/k/1/v720/00000.m4s',
        '',
      ].join('\n'),
    );
    const more = buildMediaPlaylist([segment(0), segment(1)], { complete: false, targetSeconds: 4.004 });
    expect(more.startsWith(growing)).toBe(true);
  });

  it('ends when it is complete', () => {
    const text = buildMediaPlaylist([segment(0)], { complete: true, targetSeconds: 4 });
    expect(text).toContain('#EXT-X-PLAYLIST-TYPE:VOD\n');
    expect(text.endsWith('#EXT-X-ENDLIST\n')).toBe(true);
  });

  it('names an init segment only where its content changes', () => {
    const segments = [
      segment(0),
      segment(1, { initUri: '/other-address-same-content', initSha256: 'a' }),
      segment(2, { initUri: '/new-content', initSha256: 'b' }),
    ];
    const text = buildMediaPlaylist(segments, { complete: true, targetSeconds: 4 });
    expect(text.match(/#EXT-X-MAP:URI="[^"]+"/g)).toEqual([
      '#EXT-X-MAP:URI="/media/k/1/v720/init.mp4"',
      '#EXT-X-MAP:URI="/new-content"',
    ]);
  });
});

describe('targetDuration', () => {
  it('is one for picture and sound, whose segments end up to an AAC frame later', () => {
    expect(targetDuration(3.9)).toBe(4);
    expect(targetDuration(4)).toBe(5);
    expect(targetDuration(4.004)).toBe(5);
    expect(targetDuration(5.99)).toBe(7);
  });
});

describe('measureBandwidth', () => {
  const segments = [
    segment(0, { ticks: 120000, bytes: 500_000 }),
    segment(1, { ticks: 120000, bytes: 1_000_000 }),
    segment(2, { ticks: 1000, bytes: 50_000 }),
  ];

  it('counts a last segment of a moment together with the one before', () => {
    const peak = Math.ceil((1_050_000 * 8 * 30) / 121);
    expect(measureBandwidth(segments, 4)).toEqual({ peak, average: 1_543_569 });
  });

  it('looks at every stretch of half to one and a half target durations', () => {
    const short = [800_000, 100_000, 900_000, 100_000].map((bytes, index) =>
      segment(index, { ticks: 60000, bytes }),
    );
    // Alone they are shorter than half of five seconds; two of them are not, and four are too long.
    expect(measureBandwidth(short, 5).peak).toBe((1_800_000 * 8) / 6);
    expect(measureBandwidth(short, 4).peak).toBe((900_000 * 8) / 2);
  });

  it('knows only the average of a video that is shorter than that', () => {
    expect(measureBandwidth(segments.slice(2), 4)).toEqual({ peak: 12_000_000, average: 12_000_000 });
    expect(measureBandwidth([], 4)).toEqual({ peak: 0, average: 0 });
  });
});

describe('buildIFramePlaylist', () => {
  it('names the first frame of each segment by its bytes', () => {
    const text = buildIFramePlaylist([segment(0, { keyBytes: 4321 }), segment(1, { keyBytes: 99 })], {
      targetSeconds: 5,
    });
    expect(text).toBe(
      [
        '#EXTM3U',
        '#EXT-X-VERSION:7',
        '#EXT-X-TARGETDURATION:5',
        '#EXT-X-MEDIA-SEQUENCE:0',
        '#EXT-X-PLAYLIST-TYPE:VOD',
        '#EXT-X-INDEPENDENT-SEGMENTS',
        '#EXT-X-I-FRAMES-ONLY',
        '#EXT-X-MAP:URI="/media/k/1/v720/init.mp4"',
        '#EXTINF:4.004000,',
        '#EXT-X-BYTERANGE:4321@0',
        '/media/k/1/v720/00000.m4s',
        '#EXTINF:4.004000,',
        '#EXT-X-BYTERANGE:99@0',
        '/media/k/1/v720/00001.m4s',
        '#EXT-X-ENDLIST',
        '',
      ].join('\n'),
    );
  });

  it('exists only where all of them are known', () => {
    expect(hasKeyFrames([segment(0, { keyBytes: 1 }), segment(1)])).toBe(false);
    expect(hasKeyFrames([])).toBe(false);
    expect(hasKeyFrames([segment(0, { keyBytes: 1 })])).toBe(true);
  });

  it('has a line in the master playlist with rates of its own', () => {
    const bandwidth = measureIFrameBandwidth([segment(0, { ticks: 120000, keyBytes: 50_000 })], 5);
    expect(
      iFrameLine({ uri: 'v720-iframes.m3u8', codec: 'avc1.64001f', width: 1280, height: 720, bandwidth }),
    ).toBe(
      '#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=100000,AVERAGE-BANDWIDTH=100000,CODECS="avc1.64001f",RESOLUTION=1280x720,VIDEO-RANGE=SDR,URI="v720-iframes.m3u8"',
    );
  });
});

describe('buildMasterPlaylist', () => {
  const variant = {
    uri: 'v720.m3u8',
    codec: 'avc1.64001f',
    width: 1280,
    height: 720,
    frameRate: { numerator: 30000, denominator: 1001 },
    bandwidth: { peak: 3_000_000, average: 2_000_000 },
  };

  it('counts the sound into every variant', () => {
    const bandwidth = { peak: 140_000, average: 128_000 };
    const audio = { uri: 'audio.m3u8', codec: 'mp4a.40.2', channels: 2, bandwidth };
    expect(buildMasterPlaylist([variant], [audio])).toBe(
      [
        '#EXTM3U',
        '#EXT-X-VERSION:7',
        '#EXT-X-INDEPENDENT-SEGMENTS',
        '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="Original",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="audio.m3u8"',
        '#EXT-X-STREAM-INF:BANDWIDTH=3140000,AVERAGE-BANDWIDTH=2128000,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=1280x720,FRAME-RATE=29.970,VIDEO-RANGE=SDR,CLOSED-CAPTIONS=NONE,AUDIO="audio"',
        'v720.m3u8',
        '',
      ].join('\n'),
    );
  });

  it('speaks of no sound where there is none', () => {
    const text = buildMasterPlaylist([variant]);
    expect(text).not.toMatch(/AUDIO/);
    const bandwidth = { peak: 2, average: 1 };
    const keyFrames = [
      { uri: 'v720-iframes.m3u8', codec: 'avc1.64001f', width: 1280, height: 720, bandwidth },
    ];
    expect(buildMasterPlaylist([variant], [], keyFrames)).toBe(`${text}${iFrameLine(keyFrames[0]!)}\n`);
    expect(text).toContain('CODECS="avc1.64001f",');
  });
});
