import { describe, expect, it } from 'vitest';
import { buildMasterPlaylist } from './master-playlist.ts';
import { buildMediaPlaylist, measureBandwidth, type PlaylistSegment } from './playlist.ts';

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

describe('measureBandwidth', () => {
  it('takes the largest segment and the mean, and no peak from a fragment of a second', () => {
    const segments = [
      segment(0, { ticks: 120000, bytes: 500_000 }),
      segment(1, { ticks: 120000, bytes: 1_000_000 }),
      segment(2, { ticks: 1000, bytes: 50_000 }),
    ];
    expect(measureBandwidth(segments)).toEqual({ peak: 2_000_000, average: 1_543_569 });
    expect(measureBandwidth([])).toEqual({ peak: 0, average: 0 });
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
    expect(buildMasterPlaylist([variant], audio)).toBe(
      [
        '#EXTM3U',
        '#EXT-X-VERSION:7',
        '#EXT-X-INDEPENDENT-SEGMENTS',
        '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="Original",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="audio.m3u8"',
        '#EXT-X-STREAM-INF:BANDWIDTH=3140000,AVERAGE-BANDWIDTH=2128000,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=1280x720,FRAME-RATE=29.970,AUDIO="audio"',
        'v720.m3u8',
        '',
      ].join('\n'),
    );
  });

  it('speaks of no sound where there is none', () => {
    const text = buildMasterPlaylist([variant]);
    expect(text).not.toMatch(/AUDIO/);
    expect(text).toContain('CODECS="avc1.64001f",');
  });
});
