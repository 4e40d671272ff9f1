import { describe, expect, it } from 'vitest';
import { buildMasterPlaylist, type AudioRendition, type VideoVariant } from './master-playlist.ts';

const sound = (uri: string, more: Partial<AudioRendition> = {}): AudioRendition => ({
  uri,
  codec: 'mp4a.40.2',
  channels: 2,
  bandwidth: { peak: 140_000, average: 130_000 },
  ...more,
});
const variant: VideoVariant = {
  uri: 'v360.m3u8',
  codec: 'avc1.64001e',
  width: 640,
  height: 360,
  frameRate: { numerator: 30, denominator: 1 },
  bandwidth: { peak: 900_000, average: 500_000 },
};
const linesOf = (text: string, tag: string) => text.split('\n').filter((line) => line.startsWith(`#${tag}:`));

describe('sound in the master playlist', () => {
  it('is offered by language, named for people, the first one by default', () => {
    const text = buildMasterPlaylist(
      [variant],
      [
        sound('audio.m3u8', { language: 'ger' }),
        sound('audio-2.m3u8', { language: 'en', bandwidth: { peak: 160_000, average: 120_000 } }),
        sound('audio-3.m3u8', { language: 'en' }),
        sound('audio-4.m3u8'),
      ],
    );
    expect(linesOf(text, 'EXT-X-MEDIA')).toEqual([
      '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="German",LANGUAGE="de",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="audio.m3u8"',
      '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="English",LANGUAGE="en",DEFAULT=NO,AUTOSELECT=YES,CHANNELS="2",URI="audio-2.m3u8"',
      '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="English 2",LANGUAGE="en",DEFAULT=NO,AUTOSELECT=YES,CHANNELS="2",URI="audio-3.m3u8"',
      '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="Original",DEFAULT=NO,AUTOSELECT=YES,CHANNELS="2",URI="audio-4.m3u8"',
    ]);
    expect(linesOf(text, 'EXT-X-STREAM-INF')).toEqual([
      '#EXT-X-STREAM-INF:BANDWIDTH=1060000,AVERAGE-BANDWIDTH=630000,CODECS="avc1.64001e,mp4a.40.2",RESOLUTION=640x360,FRAME-RATE=30.000,VIDEO-RANGE=SDR,CLOSED-CAPTIONS=NONE,AUDIO="audio"',
    ]);
  });

  it('is the one variant where there is no picture', () => {
    expect(
      buildMasterPlaylist([], [sound('audio.m3u8', { language: 'en' })])
        .split('\n')
        .slice(3),
    ).toEqual([
      '#EXT-X-STREAM-INF:BANDWIDTH=140000,AVERAGE-BANDWIDTH=130000,CODECS="mp4a.40.2"',
      'audio.m3u8',
      '',
    ]);
  });

  it('without a picture is still offered in its languages', () => {
    const text = buildMasterPlaylist([], [sound('audio.m3u8'), sound('audio-2.m3u8', { language: 'fr' })]);
    expect(linesOf(text, 'EXT-X-MEDIA')).toHaveLength(2);
    expect(linesOf(text, 'EXT-X-STREAM-INF')[0]).toMatch(/,AUDIO="audio"$/);
  });

  it('takes nothing into its lines that is not a language', () => {
    const [line] = linesOf(
      buildMasterPlaylist([variant], [sound('audio.m3u8', { language: 'x",URI="//evil' })]),
      'EXT-X-MEDIA',
    );
    expect(line).toContain('NAME="Original",DEFAULT=YES');
    expect(line).not.toContain('evil');
  });
});
